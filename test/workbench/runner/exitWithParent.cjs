// Preloaded into the VS Code server. The server's standard input is a pipe from the process that
// started it, which closes however that process ends, even by SIGKILL; then the server ends too.
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
process.stdin.unref();
