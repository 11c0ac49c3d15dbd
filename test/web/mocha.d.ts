/** Mocha in one file, for a browser: it sets the globals `mocha` and `Mocha`. */
declare module 'mocha/mocha.js';
