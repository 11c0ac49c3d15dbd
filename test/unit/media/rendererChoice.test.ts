import assert from 'node:assert/strict';
import { chooseRenderer, describeChoice } from '../../../media/map/cells/rendererChoice';

const GPU = 'ANGLE (NVIDIA Corporation, NVIDIA GeForce RTX 3060, OpenGL 4.6)';
const notTimed = (): number => assert.fail('nothing had to be timed');

describe('the choice of what draws the map', () => {
  it('is the user’s where the user has chosen', () => {
    const canvas = chooseRenderer({ wanted: 'canvas', webglName: GPU, time: notTimed });
    assert.equal(canvas.renderer, 'canvas');
    const software = 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device), SwiftShader driver)';
    const webgl = chooseRenderer({ wanted: 'webgl', webglName: software, time: notTimed });
    assert.deepEqual(webgl, { renderer: 'webgl', why: software });
  });

  it('is the canvas where there is no WebGL2, also for who wants it', () => {
    for (const wanted of ['auto', 'webgl'] as const) {
      const choice = chooseRenderer({ wanted, webglName: undefined, time: notTimed });
      assert.equal(describeChoice(choice), 'Canvas 2D (WebGL2 is not available)');
    }
  });

  for (const webglName of [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.7, 256 bits)',
    'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)',
  ]) {
    it(`is the canvas where ${webglName} renders`, () => {
      const { renderer, why } = chooseRenderer({ wanted: 'auto', webglName, time: notTimed });
      assert.equal(renderer, 'canvas');
      assert.ok(why.includes(webglName));
    });
  }

  it('is else what was faster in the best of three paintings', () => {
    const choose = (webgl: readonly number[], canvas: readonly number[]) => {
      const left = { webgl: [...webgl], canvas: [...canvas] };
      const time = (renderer: 'webgl' | 'canvas'): number =>
        left[renderer].shift() ?? assert.fail('a fourth painting was timed');
      return chooseRenderer({ wanted: 'auto', webglName: GPU, time });
    };
    assert.equal(choose([90, 1, 1.2], [2, 2, 2]).renderer, 'webgl', 'the first compiles shaders');
    assert.equal(choose([90, 5, 5], [9, 2, 2]).renderer, 'canvas');
    assert.match(choose([90, 1, 1.2], [2, 2, 2]).why, /2\.0 ms, with WebGL2 1\.0 ms on ANGLE/);
  });
});
