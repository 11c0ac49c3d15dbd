import { CODE, SHADES } from './cellCode';

/**
 * The colour of each code, as RGBA pixels ready to be written into an image: unchanged, the dot of
 * zeros, and the shades of data. {@link CODE.none} is transparent.
 * @param colours as `#rrggbb`; `heat` from few to many.
 */
export function mapPalette(colours: {
  readonly unchanged: string;
  readonly zeroDot: string;
  readonly heat: readonly string[];
}): Uint32Array<ArrayBuffer> {
  const stops = colours.heat.map(channels);
  const palette = new Uint32Array(CODE.none + 1);
  palette[CODE.unchanged] = pixel(channels(colours.unchanged));
  palette[CODE.zero] = pixel(channels(colours.zeroDot));
  for (let shade = 0; shade < SHADES; shade++) {
    const at = (shade / (SHADES - 1)) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(at));
    const mix = at - below;
    palette[CODE.coldest + shade] = pixel(
      stops[below].map((channel, i) => channel + (stops[below + 1][i] - channel) * mix),
    );
  }
  return palette;
}

/** The colour of a code of data, for CSS. */
export function codeColour(palette: Uint32Array, code: number): string {
  const colour = palette[code];
  return `rgb(${colour & 0xff} ${(colour >>> 8) & 0xff} ${(colour >>> 16) & 0xff})`;
}

function channels(colour: string): number[] {
  const digits = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (digits === undefined) throw new Error(`"${colour}" is no #rrggbb colour`);
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

/** Red, green and blue as one little-endian pixel of an ImageData. */
function pixel([red, green, blue]: readonly number[]): number {
  return (
    ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0
  );
}
