// Runs a program in this process, and ends with the process that started it: standard input is a pipe
// from there, which closes however that process ends, even by SIGKILL.
//
//   node endWithParent.mjs PROGRAM.js [ARGUMENT ...]
//
// Not a module to be preloaded: the program's children would inherit it.
import { pathToFileURL } from 'node:url';

process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
process.stdin.unref?.();

process.argv.splice(1, 1); // the program sees only its own
await import(pathToFileURL(process.argv[1]).href);
