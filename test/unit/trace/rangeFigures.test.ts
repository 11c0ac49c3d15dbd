import assert from 'node:assert/strict';
import { columnsOf } from '../../../src/trace/pointColumns';
import { figuresOf, joinFigures } from '../../../src/trace/rangeFigures';

describe('The figures of a range', () => {
  it('are put together of any number of parts', () => {
    const phasesUs = { stop: 1, collect: 0, devices: 0, copy: 0, send: 0, ack: 0, resume: 0 };
    const part = (point: number): ReturnType<typeof figuresOf> =>
      figuresOf(
        columnsOf(
          [
            {
              ...{ point, epochStartUs: 0, timeUs: 1, cause: 'manual', outputs: [] },
              ...{ dirtyPages: point % 7, zeroPages: 0, sentBytes: 3, phasesUs, pauseUs: 1 },
              changedDevices: [],
            },
          ],
          point,
        ),
      );
    const parts = Array.from({ length: 1000 }, (_, point) => part(point));
    const all = joinFigures(Array.from({ length: 200 }, () => parts).flat());
    assert.deepEqual(all.dirtyPages, { sum: 200 * 2997, min: 0, max: 6 });
    assert.deepEqual(all.sentBytes, { sum: 600_000, min: 3, max: 3 });
    assert.equal(all.points, 200_000);
  });
});
