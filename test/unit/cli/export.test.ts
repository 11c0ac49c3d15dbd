import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deviceStateJson } from '../../../src/analysis/deviceStateJson';
import { runCommand } from '../../support/commandLine';
import { randomTrace } from '../../support/randomTrace';

const TRACE = 't.kemari';
const trace = randomTrace(3, 50);
const world = { traces: { [TRACE]: trace } };

describe('export', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-export-'));
    file = path.join(folder, 'rows');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function exported(...options: string[]): Promise<string> {
    const line = ['export', TRACE, '--out', file, '--force', ...options];
    const { exitCode, err } = await runCommand(line, world);
    assert.deepEqual([exitCode, err], [0, '']);
    return readFile(file, 'utf8');
  }

  async function json(...line: string[]): Promise<Record<string, unknown>> {
    const { out } = await runCommand([...line, '--json'], world);
    return JSON.parse(out) as Record<string, unknown>;
  }

  it('writes of sync points what inspect prints of them', async () => {
    const { points } = await json('inspect', TRACE, '--points', '5..30');
    const rows = await exported('--format', 'json', '--points', '5..30');
    assert.deepEqual(JSON.parse(rows), points);
    const csv = await exported('--format', 'csv', '--points', '5..30');
    assert.deepEqual(
      csv
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => Number(line.split(',')[0])),
      (points as { point: number }[]).map(({ point }) => point),
    );
  });

  it('writes only the points that touch a page', async () => {
    const { points } = await json(
      'inspect',
      TRACE,
      '--touching',
      '0x103..0x105',
      '--points',
      '..40',
    );
    const rows = await exported(
      '--format',
      'json',
      '--touching',
      '0x103..0x105',
      '--points',
      '..40',
    );
    assert.deepEqual(JSON.parse(rows), points);
  });

  it('writes of a page what its history prints', async () => {
    const { history } = await json('page', TRACE, '0x105', '--history');
    assert.deepEqual(JSON.parse(await exported('--format', 'json', '--page', '0x105')), history);
  });

  it('writes of devices what show prints of each point', async () => {
    const rows = JSON.parse(
      await exported('--format', 'json', '--rows', 'devices', '--points', '3..9'),
    ) as { point: number; timeUs: number }[];
    for (let point = 3; point <= 9; point++) {
      const { devices } = await json('show', TRACE, String(point));
      const ofPoint = rows.filter((row) => row.point === point);
      assert.deepEqual(
        ofPoint.map(({ point: _point, timeUs: _timeUs, ...change }) => change),
        devices,
      );
    }
  });

  it('tells what it wrote', async () => {
    const told = await json('export', TRACE, '--format', 'csv', '--out', file);
    const { length } = await readFile(file);
    assert.deepEqual(told, { file, rows: 'points', format: 'csv', bytes: length });
  });

  it('says which formats and rows it knows, and what excludes what', async () => {
    const refusals: readonly (readonly [string[], RegExp])[] = [
      [['--format', 'perfetto'], /--format takes one of csv, json, not "perfetto"/],
      [[], /missing --format csv\|json/],
      [['--format', 'csv', '--rows', 'page'], /--rows page needs --page GFN/],
      [['--format', 'csv', '--rows', 'devices', '--page', '1'], /exclude each other/],
      [['--format', 'csv', '--page', '0x100', '--touching', '1'], /exclude each other/],
      [['--format', 'csv', '--page', '0xffff'], /has no page 0xffff/],
    ];
    for (const [options, message] of refusals) {
      const { exitCode, err } = await runCommand(
        ['export', TRACE, '--out', file, ...options],
        world,
      );
      assert.equal(exitCode, 2);
      assert.match(err, message);
    }
    const { err } = await runCommand(['export', TRACE, '--format', 'csv'], world);
    assert.match(err, /missing --out O/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('replaces a file only with --force', async () => {
    await exported('--format', 'csv');
    const { exitCode, err } = await runCommand(
      ['export', TRACE, '--format', 'csv', '--out', file],
      world,
    );
    assert.equal(exitCode, 2);
    assert.match(err, /exists; --force replaces it/);
  });
});

describe('show --state', () => {
  it('prints every field of every device', async () => {
    const { out } = await runCommand(['show', TRACE, '12', '--state'], world);
    assert.equal(out, deviceStateJson(await trace.devices(12)));
    assert.deepEqual(Object.keys(JSON.parse(out) as object), ['cpu.0', 'nic.0']);
  });
});
