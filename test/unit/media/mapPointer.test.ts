import assert from 'node:assert/strict';
import { MapPointer } from '../../../media/map/mapPointer';

/** A map of which there is more than is shown, and what was done to it. */
function pointer(scrollable = true) {
  const done: string[] = [];
  const canvas = Object.assign(new EventTarget(), {
    style: {},
    setPointerCapture: () => undefined,
  });
  new MapPointer(canvas as unknown as HTMLCanvasElement, {
    scrollable: () => scrollable,
    scrollBy: (x, y) => done.push(`scroll ${x} ${y}`),
    zoomAt: (steps, x, y) => done.push(`zoom ${steps} at ${x} ${y}`),
    hover: () => undefined,
    leave: () => undefined,
    choose: (x, y) => done.push(`choose ${x} ${y}`),
  });
  const send = (type: string, values: object, at?: number): Event => {
    const event = Object.assign(new Event(type, { cancelable: true }), values);
    if (at !== undefined) Object.defineProperty(event, 'timeStamp', { value: at });
    canvas.dispatchEvent(event);
    return event;
  };
  return { done, send };
}

const place = (x: number, y: number) => ({
  ...{ button: 0, pointerId: 1 },
  ...{ clientX: x, clientY: y, offsetX: x, offsetY: y },
});
const wheel = (deltaY: number, more: object = {}) => ({
  ...{ deltaX: 0, deltaY, deltaMode: 0, offsetX: 3, offsetY: 4 },
  ...more,
});

describe('pointer and wheel on the map', () => {
  before(() => Object.assign(globalThis, { WheelEvent: { DOM_DELTA_LINE: 1 } }));
  after(() => Reflect.deleteProperty(globalThis, 'WheelEvent'));

  it('choose a page by a press that hardly moves', () => {
    const { done, send } = pointer();
    send('pointerdown', place(10, 10));
    send('pointermove', place(12, 11));
    send('pointerup', place(12, 11));
    assert.deepEqual(done, ['choose 12 11']);
  });

  it('drag the map by a press that moves, and then choose nothing', () => {
    const { done, send } = pointer();
    send('pointerdown', place(10, 10));
    send('pointermove', place(10, 20));
    send('pointermove', place(9, 21));
    send('pointerup', place(9, 21));
    assert.deepEqual(done, ['scroll 0 -10', 'scroll 1 -1']);
  });

  it('do not drag a map that is shown as a whole', () => {
    const { done, send } = pointer(false);
    send('pointerdown', place(10, 10));
    send('pointermove', place(10, 40));
    send('pointerup', place(10, 40));
    assert.deepEqual(done, ['choose 10 40']);
    assert.equal(send('wheel', wheel(100)).defaultPrevented, false);
  });

  it('scroll by the wheel, sideways with Shift, and by lines where the wheel counts lines', () => {
    const { done, send } = pointer();
    assert.equal(send('wheel', wheel(30, { deltaX: 2 })).defaultPrevented, true);
    send('wheel', wheel(30, { shiftKey: true }));
    send('wheel', wheel(3, { deltaMode: 1 }));
    assert.deepEqual(done, ['scroll 2 30', 'scroll 30 0', 'scroll 0 48']);
  });

  it('zoom by the wheel with Ctrl, a step a notch', () => {
    const { done, send } = pointer();
    send('wheel', wheel(-100, { ctrlKey: true }), 0);
    send('wheel', wheel(100, { ctrlKey: true }), 10);
    assert.deepEqual(done, ['zoom 1 at 3 4', 'zoom -1 at 3 4']);
  });

  it('zoom a step when the many small turns of a touchpad have added up', () => {
    const { done, send } = pointer();
    for (let i = 0; i < 12; i++) send('wheel', wheel(-10, { ctrlKey: true }), i * 16);
    assert.equal(done.length, 2);
    send('wheel', wheel(-10, { ctrlKey: true }), 5000);
    for (let i = 0; i < 3; i++) send('wheel', wheel(-10, { ctrlKey: true }), 5016 + i * 16);
    assert.equal(done.length, 2, 'turns of long ago do not count');
  });
});
