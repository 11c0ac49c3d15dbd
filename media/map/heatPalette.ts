/** Colours of a map, ready to be written into an image. */
export interface MapPalette {
  readonly unchanged: number;
  readonly zeroDot: number;
  /** Few to many. */
  readonly heat: Uint32Array;
}

/** Steps of the heat ramp; more than the eye tells apart. */
const SHADES = 128;

/** Makes a palette of `#rrggbb` colours. */
export function mapPalette(colours: {
  readonly unchanged: string;
  readonly zeroDot: string;
  readonly heat: readonly string[];
}): MapPalette {
  const stops = colours.heat.map(channels);
  const heat = new Uint32Array(SHADES);
  for (let shade = 0; shade < SHADES; shade++) {
    const at = (shade / (SHADES - 1)) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(at));
    const mix = at - below;
    heat[shade] = pixel(
      stops[below].map((channel, i) => channel + (stops[below + 1][i] - channel) * mix),
    );
  }
  return {
    unchanged: pixel(channels(colours.unchanged)),
    zeroDot: pixel(channels(colours.zeroDot)),
    heat,
  };
}

/**
 * The shade of a count, on a logarithmic scale from 1 to the highest count: the steps between few are
 * worth seeing, those between many are not.
 */
export function shadeOf(count: number, highest: number): number {
  // Where nothing was dirtied twice, once is few.
  const share = Math.log(Math.max(1, count)) / Math.log(Math.max(2, highest));
  return Math.round(Math.min(1, share) * (SHADES - 1));
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
