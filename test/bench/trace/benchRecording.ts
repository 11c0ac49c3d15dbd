import { statfs } from 'node:fs/promises';
import { benchPoints, type BenchGuest } from './benchGuest';
import { kemariStore } from './kemariStore';

/** Sync points under way at a time, as a recorder has them. */
const UNDER_WAY = 64;

const GIB = 2 ** 30;

/** Records a guest, and tells how far it is where that takes minutes. */
export async function recordBench(file: string, guest: BenchGuest): Promise<void> {
  const writer = await kemariStore.create(file);
  const underWay: Promise<void>[] = [];
  let count = 0;
  for await (const point of benchPoints(guest)) {
    underWay.push(writer.append(point));
    if (count++ === 0 || underWay.length >= UNDER_WAY) await underWay.shift();
    if (count % 100_000 === 0) console.error(`recorded ${count.toLocaleString('en-US')} points`);
  }
  await Promise.all(underWay);
  await writer.close();
}

/** Why a recording of so many GiB does not fit in a folder; undefined if it does. */
export async function whyNoRoom(folder: string, gib: number): Promise<string | undefined> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize > gib * GIB ? undefined : `it needs ${gib} GiB of free space in ${folder}`;
}
