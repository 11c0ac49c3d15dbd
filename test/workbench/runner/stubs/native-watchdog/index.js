// Stands in for the native @vscode/native-watchdog, so that nothing has to be compiled: ends this
// process when the one that it serves is gone.
const CHECK_EVERY_MS = 3000;
const EXIT_CODE = 87; // the native module's own

exports.start = (pid) => {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(EXIT_CODE);
    }
  }, CHECK_EVERY_MS);
  timer.unref();
};
