import assert from 'node:assert/strict';
import {
  formatValue,
  plotData,
  plotSummary,
  shortValue,
  textAt,
} from '../../../media/pane/plots/plotData';
import type { SeriesModel } from '../../../src/protocol/inspector';

const series: SeriesModel = {
  device: 'pit',
  field: 'count',
  from: 10,
  to: 14,
  pointsPerColumn: 2,
  least: Float64Array.of(1, NaN, 7),
  greatest: Float64Array.of(3, NaN, 7),
  lowest: { value: 1, point: 10 },
  highest: { value: 7, point: 14 },
  changes: 4,
  stride: 1,
};

describe('the plot of a field', () => {
  it('has a step for each column, gaps where there is no number, and an end', () => {
    assert.deepEqual(plotData(series), [
      [10, 12, 14, 15],
      [3, null, 7, 7],
      [1, null, 7, 7],
    ]);
  });

  it('tells the values at a sync point', () => {
    assert.deepEqual(
      [9, 10, 11, 12, 14, 15].map((point) => textAt(series, point)),
      ['no value', '1 … 3', '1 … 3', 'no value', '7', 'no value'],
    );
    assert.equal(textAt({ ...series, hexDigits: 4 }, 10), '0x0001 … 0x0003');
  });

  it('writes values as the list of fields does, and shorter beside the axis', () => {
    assert.equal(formatValue(-16, 8), '0xFFFFFFF0');
    assert.equal(formatValue(1234567.5, undefined), '1,234,567.5');
    assert.equal(shortValue(0x46, 8), '0x46');
    assert.equal(shortValue(-16, 8), '0xFFFFFFF0');
    assert.equal(shortValue(0x1de8118d4, 16), '0x1DE811…');
    assert.equal(shortValue(11932, undefined), '11,932');
    assert.equal(shortValue(184_220_911_402, undefined), '184.2B');
  });

  it('is told in words', () => {
    assert.equal(
      plotSummary(series),
      'pit.count, sync points 10–14: 4 changes, lowest 1 at 10, highest 7 at 14',
    );
    assert.equal(
      plotSummary({ ...series, stride: 128 }),
      'pit.count, sync points 10–14: every 128th sync point, lowest 1 at 10, highest 7 at 14',
    );
    const flat = { ...series, highest: series.lowest };
    assert.equal(plotSummary(flat), 'pit.count, sync points 10–14: always 1');
    const none = { ...series, lowest: undefined, highest: undefined };
    assert.equal(plotSummary(none), 'pit.count, sync points 10–14: no numbers');
  });
});
