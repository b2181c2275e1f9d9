'use strict';
// Stands in for the native logger of VS Code's server, so that no compiler is needed. VS Code's own logs and
// every output channel of an extension are written through it. `exports.name =` lines, because the server
// imports this file from an ES module.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const METHODS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
let initialLevel = LEVELS.indexOf('info');

class Logger {
  constructor(_kind, _name, file) {
    this.file = file;
    this.level = initialLevel;
    this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, '');
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern() {
    this.raw = false;
  }
  clearFormatters() {
    this.raw = true;
  }
  flush() {}
  drop() {}
  write(level, text) {
    if (level < this.level) return;
    const line = this.raw ? text : `${localTime(new Date())} [${LEVELS[level]}] ${text}\n`;
    fs.appendFileSync(this.file, line);
  }
}
METHODS.forEach((method, level) => {
  Logger.prototype[method] = function (text) {
    this.write(level, text);
  };
});

/** `2026-01-31 09:05:00.007`, as the native logger prints it. */
function localTime(date) {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().replace('T', ' ').slice(0, 23);
}

async function createLogger(name, file) {
  return new Logger('', name, file);
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = function (level) {
  initialLevel = level;
};
exports.setFlushOn = function () {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
