import assert from 'node:assert/strict';
import { KemariError } from '../../../src/core/errors';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { FIRST_RECORD, PageKind, RecordType } from '../../../src/trace/format';
import { encodeImage, ImageRuns } from '../../../src/trace/imageRecord';
import { RECORD_HEADER_BYTES, writeRecordHeader } from '../../../src/trace/recordHeader';
import { recoverTrace } from '../../../src/trace/recover';
import { TraceWriter } from '../../../src/trace/traceWriter';
import { verifyTrace } from '../../../src/trace/verify';
import { CraftedTrace } from '../../support/craftedTrace';
import { MemoryFile } from '../../support/memoryFile';
import { generatePoints, traceHeader } from '../../support/traces';

describe('A check of a trace', () => {
  it('finds no damage in a recording that goes on meanwhile', async () => {
    const platform = await loadTracePlatform();
    const points = [...generatePoints({ seed: 71, points: 300 })];
    const file = new MemoryFile();
    const writer = await TraceWriter.create(file, traceHeader(), platform);
    for (const point of points.slice(0, 200)) await writer.append(point, [point]);
    // The size as it was some points ago, as if these came between two questions.
    const size = file.size.bind(file);
    file.size = async () => {
      const now = await size();
      file.size = size;
      for (const point of points.slice(200)) await writer.append(point, [point]);
      return now;
    };
    assert.deepEqual(await verifyTrace(file, platform), { ok: true, points: 200, damage: [] });
  });

  it('asks for a newer reader where a record needs one, and recovers nothing without it', async () => {
    const crafted = await CraftedTrace.start();
    crafted.point();
    await crafted.records.flush();
    const { file, platform } = crafted;
    const record = new Uint8Array(RECORD_HEADER_BYTES);
    const header = {
      ...{ type: 77, offset: await file.size(), packed: false, required: true },
      ...{ storedLength: 0, rawLength: 0, payloadCrc: platform.crc32(new Uint8Array(0)) },
    };
    writeRecordHeader(header, record, 0, platform.crc32);
    await file.append(record);
    const { damage } = await verifyTrace(file, platform);
    assert.equal(damage.at(-1)?.offset, header.offset);
    await assert.rejects(recoverTrace(file, platform, new MemoryFile('new')), (error) => {
      assert.ok(error instanceof KemariError && error.kind === 'input');
      assert.match(error.message, /type 77 .*newer Kemari/);
      return true;
    });
  });

  it('tells all places of damage that cost the sync points between two others', async () => {
    const crafted = await CraftedTrace.start();
    for (let i = 0; i < 4; i++) crafted.point();
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 20; k++) crafted.add(RecordType.DIR, (out) => out.u8(0xff));
      crafted.number += 2;
      crafted.point();
    }
    await crafted.records.flush();
    const { damage } = await verifyTrace(crafted.file, crafted.platform);
    assert.deepEqual(
      damage.filter(({ offset }) => offset >= FIRST_RECORD).map(({ cost }) => cost),
      [
        ...Array.from({ length: 20 }, () => 'sync points 4 to 5'),
        ...Array.from({ length: 20 }, () => 'sync points 7 to 8'),
        ...Array.from({ length: 20 }, () => 'sync points 10 to 11'),
      ],
    );
  });

  for (const [name, loss, craft] of [
    [
      'deltas that cannot be read',
      'pages of sync point 1',
      (crafted: CraftedTrace) => {
        const offset = crafted.add(RecordType.BLOCK, (out) => {
          for (const byte of [0, 0, 6, 0, 2, 9, 0, 1, 1]) out.u8(byte);
        });
        crafted.point({
          blocks: [{ offset, pages: 1, deltas: true }],
          pages: [{ gfn: 3, kind: PageKind.DELTA, bytes: 9 }],
        });
      },
    ],
    [
      'outputs that are longer than their records',
      'outputs of sync point 1',
      (crafted: CraftedTrace) => {
        const out = crafted.add(RecordType.OUT, (bytes) => bytes.u32(0));
        const outputs = [{ kind: 'serial-tx', data: new Uint8Array(5) }] as const;
        crafted.point({ outputs, outOffsets: [out] });
      },
    ],
    [
      'an image of pages that its records lack',
      'image of sync point 1',
      (crafted: CraftedTrace) => {
        const base = crafted.add(RecordType.BASE, (out) => out.bytes(new Uint8Array(PAGE_SIZE)));
        const imageOffset = crafted.add(RecordType.IMAGE, (out) =>
          encodeImage(
            new ImageRuns(
              512,
              Uint32Array.of(0, 2),
              Float64Array.of(base, 0),
              Uint32Array.of(0, 0),
            ),
            out,
          ),
        );
        crafted.point({ imageOffset });
      },
    ],
  ] as const) {
    it(`finds ${name}, although all checksums are right`, async () => {
      const crafted = await CraftedTrace.start();
      crafted.point();
      craft(crafted);
      await crafted.records.flush();
      const { damage } = await verifyTrace(crafted.file, crafted.platform);
      const found = damage.filter(({ offset }) => offset >= FIRST_RECORD);
      assert.equal(found.length, 1);
      assert.ok(found[0].cost.includes(loss), found[0].cost);
    });
  }

  it('says so if a hole has no room for a record in its place', async () => {
    const crafted = await CraftedTrace.start();
    crafted.point();
    await crafted.addBytes(new Uint8Array(5));
    crafted.point();
    await crafted.records.flush();
    const { file, platform } = crafted;
    await assert.rejects(recoverTrace(file, platform, new MemoryFile('new')), (error) => {
      assert.ok(error instanceof KemariError && error.kind === 'input');
      assert.match(error.message, /5 bytes at offset .* have no room for one/);
      return true;
    });
  });
});
