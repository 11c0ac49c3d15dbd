import { open } from 'node:fs/promises';
import { McapIndexedReader, McapWriter } from '@mcap/core';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { loadCompressor } from '../../../src/node/compression';
import { factsOf, type TraceStore } from './traceStore';

const GFN_BYTES = 4;

/**
 * An MCAP file as its writer makes it: a channel of points and one of pages, whose messages begin with the
 * GFN; chunks of 1 MiB, compressed as a trace's records are. The time of a message is its point's number.
 */
export const mcapStore: TraceStore = {
  name: 'MCAP',

  async create(path) {
    const file = await open(path, 'w');
    let written = 0n;
    const zstd = await loadCompressor();
    const writer = new McapWriter({
      writable: {
        position: () => written,
        write: async (bytes) => {
          await file.write(bytes);
          written += BigInt(bytes.length);
        },
      },
      compressChunk: (bytes) => ({ compression: 'zstd', compressedData: zstd.compress(bytes) }),
    });
    await writer.start({ profile: '', library: 'bench' });
    const channel = (topic: string): Promise<number> =>
      writer.registerChannel({
        schemaId: 0,
        topic,
        messageEncoding: '',
        metadata: new Map(),
      });
    const [points, pages] = [await channel('points'), await channel('pages')];
    let number = 0;
    return {
      async append(point) {
        const { gfns, pages: bytes } = point;
        const time = BigInt(number);
        const message = { sequence: number++, logTime: time, publishTime: time };
        const data = new TextEncoder().encode(factsOf(point));
        await writer.addMessage({ channelId: points, ...message, data });
        for (let i = 0; i < gfns.length; i++) {
          const page = new Uint8Array(GFN_BYTES + PAGE_SIZE);
          new DataView(page.buffer).setUint32(0, gfns[i], true);
          page.set(bytes.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE), GFN_BYTES);
          await writer.addMessage({ channelId: pages, ...message, data: page });
        }
      },
      async close() {
        await writer.end();
        await file.close();
      },
    };
  },

  async open(path) {
    const file = await open(path, 'r');
    const zstd = await loadCompressor();
    const reader = await McapIndexedReader.Initialize({
      readable: {
        size: async () => BigInt((await file.stat()).size),
        read: async (offset, size) => {
          const bytes = new Uint8Array(Number(size));
          await file.read(bytes, 0, bytes.length, Number(offset));
          return bytes;
        },
      },
      decompressHandlers: { zstd: (bytes, size) => zstd.decompress(bytes, Number(size)) },
      messageIndexCacheSizeBytes: 32 << 20,
    });
    const messages = (topic: string, from: number, to: number, reverse = false) =>
      reader.readMessages({
        topics: [topic],
        startTime: BigInt(from),
        endTime: BigInt(to),
        reverse,
        validateCrcs: false,
      });
    const points =
      Number(
        reader.statistics?.messageStartTime === undefined ? 0 : reader.statistics.messageEndTime,
      ) + 1;
    const gfnOf = (data: Uint8Array): number =>
      new DataView(data.buffer, data.byteOffset).getUint32(0, true);
    return {
      points,
      async list(from, to) {
        let count = 0;
        for await (const { data } of messages('points', from, to)) {
          JSON.parse(new TextDecoder().decode(data));
          count++;
        }
        return count;
      },
      async page(gfn, at) {
        for await (const { data } of messages('pages', 0, at, true)) {
          if (gfnOf(data) === gfn) return data.slice(GFN_BYTES);
        }
        return new Uint8Array(PAGE_SIZE);
      },
      async history(gfn) {
        let count = 0;
        for await (const { data } of messages('pages', 1, points - 1)) {
          if (gfnOf(data) === gfn) count++;
        }
        return count;
      },
      async heat(from, to) {
        const counts = new Map<number, number>();
        for await (const { data } of messages('pages', Math.max(1, from), to)) {
          counts.set(gfnOf(data), (counts.get(gfnOf(data)) ?? 0) + 1);
        }
        return counts.size;
      },
      close: () => file.close(),
    };
  },
};
