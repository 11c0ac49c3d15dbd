import assert from 'node:assert/strict';
import { mapText, type ToldPages } from '../../../media/map/mapText';

const one = [{ name: 'ram', firstGfn: 0, pages: 8192 }];
const two = [...one, { name: 'ram above 4 GiB', firstGfn: 0x100000, pages: 1024 }];

const range: ToldPages = {
  ...{ colouring: 'times', from: 0, to: 199, dirtied: [512], zeros: 30 },
  ...{ highest: 180, hottest: 0x104 },
};
const point: ToldPages = {
  ...{ colouring: 'state', from: 12, to: 12, dirtied: [43], zeros: 3 },
  ...{ highest: 4096, hottest: undefined },
};

describe('the page map in words', () => {
  it('tells of a range how many pages it dirtied, and the hottest', () => {
    assert.equal(
      mapText(range, one),
      'Range 0–199: 512 of 8,192 pages dirtied, 30 of them zero. Most often GFN 0x104, 180 times.',
    );
  });

  it('tells of the current sync point how many pages it dirtied', () => {
    const text = 'Sync point 12: 43 pages dirtied, 3 of them zero.';
    assert.equal(mapText(point, one), text);
    assert.equal(mapText({ ...point, colouring: 'bytes' }, one), text);
  });

  it('tells of several regions those in which pages were dirtied', () => {
    const text = mapText({ ...range, dirtied: [512, 1000] }, two);
    assert.ok(text.startsWith('Range 0–199: 1,512 of 9,216 pages dirtied'), text);
    assert.ok(text.endsWith(' ram: 512 of 8,192. ram above 4 GiB: 1,000 of 1,024.'), text);
    const above = mapText({ ...point, dirtied: [0, 43] }, two);
    assert.ok(above.endsWith('zero. ram above 4 GiB: 43 of 1,024.'), above);
  });
});
