// Stands in for the native @vscode/spdlog, so that nothing has to be compiled: appends each message
// to its log file.
const fs = require('node:fs');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const INFO = LEVELS.indexOf('info');

class Logger {
  #file;
  #level = INFO;

  constructor(_kind, _name, file) {
    this.#file = file;
  }

  trace(message) {
    this.#write('trace', message);
  }
  debug(message) {
    this.#write('debug', message);
  }
  info(message) {
    this.#write('info', message);
  }
  warn(message) {
    this.#write('warning', message);
  }
  error(message) {
    this.#write('error', message);
  }
  critical(message) {
    this.#write('critical', message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }

  // Every message is in the file as soon as it is logged, without decoration.
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}

  #write(level, message) {
    if (LEVELS.indexOf(level) < this.#level) return;
    try {
      fs.appendFileSync(this.#file, `${new Date().toISOString()} [${level}] ${message}\n`);
    } catch {
      // A log that cannot be written must not end the server.
    }
  }
}

const createLogger = async (name, file) => new Logger('rotating', name, file);

// Assigned one by one: the callers are ES modules, and only such names are visible to their import().
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
