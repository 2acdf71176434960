// The engineered features of pictures with known results.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPicture } from '../../../shared/visual/picture.ts';
import type { Pixels } from '../../../shared/visual/pixels.ts';
import { GROUPS, VISUAL_SIZE, visualFeatures } from '../../../shared/visual/visual.ts';

type Colour = readonly [number, number, number];

function painted(width: number, height: number, paint: (x: number, y: number) => Colour): Pixels {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(paint(x, y), 3 * (y * width + x));
  return { width, height, rgb };
}

/** The features of a group, rounded. */
function group(name: string, pixels: Pixels, digits = 3): number[] {
  const { size, compute } = GROUPS.find((one) => one.name === name)!;
  const out = new Float32Array(size);
  compute(toPicture(pixels), out);
  return Array.from(out, (value) => Number(value.toFixed(digits)) + 0);
}

const flat = (...colour: Colour) => painted(32, 32, () => colour);
const upDown = painted(32, 32, (x) => (x % 8 < 4 ? [0, 0, 0] : [255, 255, 255]));
const leftRight = painted(32, 32, (_, y) => (y % 8 < 4 ? [0, 0, 0] : [255, 255, 255]));

it('has the documented number of features', () => {
  expect(VISUAL_SIZE).toBe(496);
  expect(visualFeatures(flat(1, 2, 3)).length).toBe(496);
});

it('converts colours to OKLab', () => {
  // The sRGB primaries in OKLab as CSS Color 4 lists them.
  const expectSeen = (colour: Colour, expected: Colour) => {
    const { l, a, b } = toPicture(flat(...colour)).colours;
    for (const [c, value] of [l[0], a[0], b[0]].entries()) expect(value).toBeCloseTo(expected[c], 3);
  };
  expectSeen([255, 255, 255], [1, 0, 0]);
  expectSeen([0, 0, 0], [0, 0, 0]);
  expectSeen([255, 0, 0], [0.628, 0.2249, 0.1258]);
  expectSeen([0, 255, 0], [0.8664, -0.2339, 0.1795]);
  expectSeen([0, 0, 255], [0.452, -0.0325, -0.3115]);
});

describe('a uniform picture', () => {
  it('has one colour and lightness, and no edges, texture or spread', () => {
    const white = flat(255, 255, 255);
    // Lightness 1, a and b 0: the last of four, the middle of five and of five.
    expect(group('palette', white, 2).indexOf(1)).toBe(3 * 25 + 2 * 5 + 2);
    expect(group('lightness', white)).toEqual([...new Array(15).fill(0), 1]);
    expect(group('chroma', white)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    expect(group('moments', white)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(group('composition', white)).toEqual([0, 0, 0, 0, 0, 0]);
    // Brightness 1, no contrast, saturation, entropy, colourfulness or spread.
    expect(group('attributes', white)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(group('edges', white).slice(16)).toEqual(new Array(128).fill(0));
    // Pattern 0 everywhere: no neighbour is lighter.
    const none = (bins: number) => [1, ...new Array(bins - 1).fill(0)];
    expect(group('texture', white)).toEqual([none(59), ...new Array(6).fill(none(10))].flat());
  });

  it('has its hue in the right bin', () => {
    // Red lies at 29 degrees (first sector of 30), blue at 264 (ninth), green at 142 (fifth).
    expect(group('hue', flat(255, 0, 0)).indexOf(1)).toBe(0);
    expect(group('hue', flat(0, 255, 0)).indexOf(1)).toBe(4);
    expect(group('hue', flat(0, 0, 255)).indexOf(1)).toBe(8);
    // HSV's saturation of red is 1; of a grey 0.
    expect(group('attributes', flat(255, 0, 0))[2]).toBe(1);
    // rg = 255, yb = 127.5, both without spread: .3 x hypot(255, 127.5) / 255.
    expect(group('attributes', flat(255, 0, 0))[4]).toBeCloseTo(0.3 * Math.hypot(1, 0.5), 3);
  });
});

describe('stripes', () => {
  it('have their direction in the right bin', () => {
    const across = group('edges', upDown).slice(16);
    const along = group('edges', leftRight).slice(16);
    for (let cell = 0; cell < 16; cell++) {
      expect(across.slice(cell * 8, cell * 8 + 8)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
      // Straight up is where the fourth eighth ends.
      expect(along.slice(cell * 8, cell * 8 + 8)).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
    }
  });

  it('are half black, half white: entropy of one bit', () => {
    const [brightness, contrast, , entropy] = group('attributes', upDown);
    expect([brightness, contrast, entropy]).toEqual([0.5, 0.5, 0.125]);
  });
});

it('distinguishes left from right, and border from centre', () => {
  const halves = painted(32, 32, (x) => (x < 16 ? [255, 255, 255] : [0, 0, 0]));
  // Every cell differs from its mirror by 1; top and bottom are the same.
  expect(group('composition', halves).slice(0, 2)).toEqual([1, 0]);
  const framed = painted(32, 64, (x, y) => (x >= 8 && x < 24 && y >= 16 && y < 48 ? [255, 255, 255] : [0, 0, 0]));
  expect(group('composition', framed)).toEqual([0, 0, 1, 0, 0, Number(Math.log(0.5).toFixed(3))]);
});

it('is finite and reproducible for random pixels, and does not change them', () => {
  const side = fc.integer({ min: 16, max: 40 });
  fc.assert(
    fc.property(side, side, fc.integer(), (width, height, seed) => {
      let state = seed;
      const noise = () => {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        return state >>> 24;
      };
      const pixels = painted(width, height, () => [noise(), noise(), noise()]);
      const before = pixels.rgb.slice();
      const features = visualFeatures(pixels);
      expect(features.every(Number.isFinite)).toBe(true);
      expect(visualFeatures(pixels)).toEqual(features);
      expect(pixels.rgb).toEqual(before);
    }),
    { numRuns: 30 },
  );
});
