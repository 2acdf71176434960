// Hands: how an artist puts on paint. A school draws what is to be seen; the hand makes a surface of it.
import type { Chance } from '../../chance.ts';
import { Canvas } from './canvas.ts';
import type { Noise } from './noise.ts';

export interface Technique {
  /** @param size 0 fine to 1 broad @returns the finished surface */
  finish(canvas: Canvas, chance: Chance, noise: Noise, size: number): Canvas;
}

/** Adds `amount` at each pixel to all three channels. */
function tone(canvas: Canvas, amount: (x: number, y: number) => number): void {
  const { width, height, rgb } = canvas;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) {
      const by = amount(x, y);
      rgb[at] += by;
      rgb[at + 1] += by;
      rgb[at + 2] += by;
    }
}

/** Fine random numbers, -1 to 1, one a pixel. */
function grain(chance: Chance): (x: number, y: number) => number {
  const tile = Float32Array.from({ length: 4096 }, () => chance.uniform() + chance.uniform() - 1);
  // Rows begin at places that share no pattern.
  return (x, y) => tile[(x + 1009 * y + ((y * y) >> 2)) & 4095];
}

/** One dab of a brush with bristles. */
function dab(
  onto: Canvas,
  [x, y]: readonly [number, number],
  angle: number,
  [length, width]: readonly [number, number],
  colour: readonly number[],
  bristles: Float32Array,
  offset: number,
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const halfLength = length / 2;
  const halfWidth = width / 2;
  const reach = Math.abs(sin) * halfLength + Math.abs(cos) * halfWidth;
  // No less than this, so that nothing is divided by zero.
  const [awayCos, awaySin] = [Math.max(1e-6, Math.abs(cos)), Math.max(1e-6, Math.abs(sin))];
  const { rgb } = onto;
  const lowest = Math.min(onto.height - 1, y + reach);
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= lowest; row++) {
    const dy = row - y;
    // Between the ends of the dab, and between its sides.
    const middle = cos < 0 ? (dy * sin) / awayCos : (-dy * sin) / awayCos;
    const other = sin < 0 ? (-dy * cos) / awaySin : (dy * cos) / awaySin;
    const first = x + Math.max(middle - halfLength / awayCos, other - halfWidth / awaySin);
    const last = Math.min(onto.width - 1, x + Math.min(middle + halfLength / awayCos, other + halfWidth / awaySin));
    for (let column = Math.max(0, Math.ceil(first)); column <= last; column++) {
      const dx = column - x;
      const along = (dx * cos + dy * sin) / halfLength;
      const across = (dy * cos - dx * sin) / halfWidth;
      const edge = 1 - Math.max(along * along * along * along, across * across);
      if (edge <= 0) continue;
      const bristle = bristles[((offset + (across + 1) * halfWidth * 1.3) | 0) & 255];
      const cover = Math.min(1, edge * 4) * (0.82 + 0.18 * bristle);
      // The paint stands up where bristles left it, and catches light on one side.
      const relief = 6 * bristle - 5 * across;
      const at = 3 * (row * onto.width + column);
      rgb[at] += (colour[0] + relief - rgb[at]) * cover;
      rgb[at + 1] += (colour[1] + relief - rgb[at + 1]) * cover;
      rgb[at + 2] += (colour[2] + relief - rgb[at + 2]) * cover;
    }
  }
}

interface BrushStroke {
  width: number;
  /** Length of a dab as a part of its width. */
  ratio: number;
  /** How far colours stray. */
  spread: number;
  /** Differences of lightness from which on an edge is painted: 0 paints everything. */
  from: number;
}

/** Lays dabs over what is painted, along the edges of the picture, and by a drift of the hand where it has none. */
function dabs(
  picture: Canvas,
  onto: Canvas,
  chance: Chance,
  noise: Noise,
  { width, ratio, spread, from }: BrushStroke,
): void {
  const bristles = Float32Array.from({ length: 256 }, () => 2 * chance.uniform() - 1);
  const lights = new Float32Array(picture.width * picture.height);
  for (let i = 0; i < lights.length; i++)
    lights[i] = 0.3 * picture.rgb[3 * i] + 0.6 * picture.rgb[3 * i + 1] + 0.1 * picture.rgb[3 * i + 2];
  const light = (x: number, y: number) => {
    const column = Math.min(picture.width - 1, Math.max(0, Math.round(x)));
    return lights[Math.min(picture.height - 1, Math.max(0, Math.round(y))) * picture.width + column];
  };
  const step = width * 0.72;
  const drift = 2.2 / Math.max(picture.width, picture.height);
  const columns = Math.ceil(picture.width / step) + 1;
  const rows = Math.ceil(picture.height / step) + 1;
  const reach = Math.max(1.5, width * 0.6);
  for (const place of chance.order(columns * rows)) {
    const x = ((place % columns) + chance.uniform() - 0.5) * step;
    const y = (Math.floor(place / columns) + chance.uniform() - 0.5) * step;
    const gx = light(x + reach, y) - light(x - reach, y);
    const gy = light(x, y + reach) - light(x, y - reach);
    const edge = Math.hypot(gx, gy);
    if (edge < from) continue;
    const angle = edge > 14 ? Math.atan2(gx, -gy) : Math.PI * noise.at(x * drift + 5, y * drift + 5);
    const shade = spread * (chance.uniform() - 0.5);
    const [red, green, blue] = picture.colour(x, y);
    const stray = () => shade + 0.35 * spread * (chance.uniform() - 0.5);
    const colour = [red + stray(), green + stray(), blue + stray()];
    const length = width * ratio * (0.7 + 0.6 * chance.uniform());
    dab(onto, [x, y], angle, [length, width], colour, bristles, chance.whole(0, 255));
  }
}

/** Paints a picture again in dabs: broad ones everywhere, then fine ones where there is something to see (Hertzmann 1998). */
function inDabs(canvas: Canvas, chance: Chance, noise: Noise, broad: BrushStroke): Canvas {
  const painted = new Canvas(canvas.width, canvas.height);
  painted.rgb.set(canvas.rgb);
  dabs(canvas, painted, chance, noise, broad);
  const fine = { ...broad, width: Math.max(3.6, broad.width * 0.36), spread: broad.spread * 0.6, from: 34 };
  dabs(canvas, painted, chance, noise, fine);
  return painted;
}

/** Thick paint and a broad brush. */
const oil: Technique = {
  finish: (canvas, chance, noise, size) =>
    inDabs(canvas, chance, noise, { width: 5 + 7 * size, ratio: 3.2, spread: 20, from: 0 }),
};

/** Small touches side by side, of colours that mix in the eye. */
const points: Technique = {
  finish: (canvas, chance, noise, size) =>
    inDabs(canvas, chance, noise, { width: 5 + 3 * size, ratio: 1.2, spread: 52, from: 0 }),
};

/** Even paint on a smooth ground. */
const gouache: Technique = {
  finish(canvas, chance, noise) {
    const fine = grain(chance);
    tone(canvas, (x, y) => 4 * noise.at(x * 0.02, y * 0.05) + 4 * fine(x, y));
    return canvas;
  },
};

/** Thin paint on rough paper: it pools, leaves grains bare, and is never quite where it was meant. */
const watercolour: Technique = {
  finish(canvas, chance, noise) {
    const { width, height } = canvas;
    const wet = new Canvas(width, height);
    const fine = grain(chance);
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++, at += 3) {
        const dx = 3 * noise.at(x * 0.06, y * 0.06) + 2 * noise.at(x * 0.21 + 7, y * 0.21);
        const dy = 3 * noise.at(x * 0.06 + 31, y * 0.06) + 2 * noise.at(x * 0.21, y * 0.21 + 7);
        const from =
          3 *
          (Math.min(height - 1, Math.max(0, (y + dy) | 0)) * width + Math.min(width - 1, Math.max(0, (x + dx) | 0)));
        const pool =
          0.15 + 0.12 * noise.at(x * 0.025 + 3, y * 0.025) + 0.1 * noise.at(x * 0.09, y * 0.09 + 3) + 0.07 * fine(x, y);
        const paper = Math.max(0, pool);
        for (let c = 0; c < 3; c++) wet.rgb[at + c] = canvas.rgb[from + c] + (250 - canvas.rgb[from + c]) * paper;
      }
    return wet;
  },
};

/** Ink rolled onto paper: flat, a little starved in places. */
const print: Technique = {
  finish(canvas, chance, noise) {
    const fine = grain(chance);
    tone(canvas, (x, y) => {
      const starved = noise.at(x * 0.35, y * 0.35) + noise.at(x * 0.03, y * 0.03) + fine(x, y);
      return starved > 1.2 ? 26 * (starved - 1.2) : 2 * fine(x, y);
    });
    return canvas;
  },
};

/** Film: soft light that falls off to the corners, and grain. */
const film: Technique = {
  finish(canvas, chance, _noise, size) {
    const fine = grain(chance);
    const [x0, y0] = [canvas.width / 2, canvas.height / 2];
    tone(canvas, (x, y) => {
      const far = ((x - x0) / x0) ** 2 + ((y - y0) / y0) ** 2;
      return (4 + 6 * size) * fine(x, y) - 13 * far;
    });
    return canvas;
  },
};

export const TECHNIQUES = { oil, points, gouache, watercolour, print, film } as const satisfies Record<
  string,
  Technique
>;
export type TechniqueName = keyof typeof TECHNIQUES;
