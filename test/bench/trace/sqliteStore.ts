import sqlite from 'node-sqlite3-wasm';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { loadCompressor } from '../../../src/node/compression';
import { factsOf, type TraceStore } from './traceStore';

/** Points that share a transaction. */
const TOGETHER = 64;

/**
 * An SQLite file: a table of points, and one of page versions, each compressed, by page and point with an
 * index by point.
 */
export const sqliteStore: TraceStore = {
  name: 'SQLite',

  async create(path) {
    const database = new sqlite.Database(path);
    const zstd = await loadCompressor();
    database.exec(`
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      CREATE TABLE point (number INTEGER PRIMARY KEY, facts TEXT);
      CREATE TABLE page (gfn INTEGER, point INTEGER, bytes BLOB, PRIMARY KEY (gfn, point)) WITHOUT ROWID;
      CREATE INDEX page_by_point ON page (point);
      BEGIN`);
    const addPoint = database.prepare('INSERT INTO point VALUES (?, ?)');
    const addPage = database.prepare('INSERT INTO page VALUES (?, ?, ?)');
    let number = 0;
    return {
      append(point) {
        const { gfns, pages } = point;
        addPoint.run([number, factsOf(point)]);
        for (let i = 0; i < gfns.length; i++) {
          const bytes = zstd.compress(pages.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE));
          addPage.run([gfns[i], number, bytes]);
        }
        if (++number % TOGETHER === 0) database.exec('COMMIT; BEGIN');
        return Promise.resolve();
      },
      close() {
        database.exec('COMMIT');
        addPoint.finalize();
        addPage.finalize();
        database.close();
        return Promise.resolve();
      },
    };
  },

  async open(path) {
    const database = new sqlite.Database(path, { readOnly: true });
    const zstd = await loadCompressor();
    const number = (sql: string, values: number[]): number => {
      const row = database.get(sql, values);
      return Number(row === null ? 0 : Object.values(row)[0]);
    };
    const count = (sql: string, values: number[]): Promise<number> =>
      Promise.resolve(database.all(sql, values).length);
    return {
      points: number('SELECT max(number) FROM point', []) + 1,
      list: (from, to) => count('SELECT * FROM point WHERE number BETWEEN ? AND ?', [from, to]),
      page(gfn, at) {
        const row = database.get(
          'SELECT bytes FROM page WHERE gfn = ? AND point <= ? ORDER BY point DESC LIMIT 1',
          [gfn, at],
        );
        const bytes = row?.bytes;
        if (!(bytes instanceof Uint8Array)) throw new Error(`no page ${gfn} as of ${at}`);
        return Promise.resolve(zstd.decompress(bytes, PAGE_SIZE));
      },
      history: (gfn) => count('SELECT point FROM page WHERE gfn = ? AND point > 0', [gfn]),
      heat: (from, to) =>
        count(
          'SELECT gfn, count(*), max(point) FROM page WHERE point BETWEEN ? AND ? GROUP BY gfn',
          [Math.max(1, from), to],
        ),
      close() {
        database.close();
        return Promise.resolve();
      },
    };
  },
};
