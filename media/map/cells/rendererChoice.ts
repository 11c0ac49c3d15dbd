import type { MapRenderer } from '../../../src/protocol/inspector';
import { formatNumber, t } from '../../l10n';

/** What paints the cells, and why, for the user who asks. */
export interface RendererChoice {
  readonly renderer: 'webgl' | 'canvas';
  readonly why: string;
}

/** What there is to choose from. */
export interface RendererChances {
  readonly wanted: MapRenderer;
  /** The name of what renders WebGL2; undefined where there is no WebGL2. */
  readonly webglName: string | undefined;
  /** Paints once and waits until it is done. @returns how many milliseconds that took. */
  readonly time: (renderer: RendererChoice['renderer']) => number;
}

/** Names of programs that play a graphics processor; painting without one is faster then. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Paintings of each kind that are timed; the fastest counts, as the first ones prepare things. */
const TIMED = 3;

/** Chooses by what the user wants, by the renderer's name, and else by what is faster here. */
export function chooseRenderer({ wanted, webglName, time }: RendererChances): RendererChoice {
  if (wanted === 'canvas') return { renderer: 'canvas', why: t('set by kemari.map.renderer') };
  if (webglName === undefined) return { renderer: 'canvas', why: t('WebGL2 is not available') };
  if (wanted === 'webgl') return { renderer: 'webgl', why: webglName };
  if (SOFTWARE.test(webglName)) {
    return { renderer: 'canvas', why: t('WebGL2 would be rendered in software: {0}', webglName) };
  }
  const fastest = (renderer: RendererChoice['renderer']): number =>
    Math.min(...Array.from({ length: TIMED }, () => time(renderer)));
  const [webgl, canvas] = [fastest('webgl'), fastest('canvas')];
  const against = t(
    '{0} ms, with WebGL2 {1} ms on {2}',
    formatNumber(canvas, 1, true),
    formatNumber(webgl, 1, true),
    webglName,
  );
  return { renderer: webgl < canvas ? 'webgl' : 'canvas', why: against };
}

/** As it is told to the user: `Canvas 2D (WebGL2 is not available)`. */
export function describeChoice({ renderer, why }: RendererChoice): string {
  return `${renderer === 'webgl' ? 'WebGL2' : 'Canvas 2D'} (${why})`;
}
