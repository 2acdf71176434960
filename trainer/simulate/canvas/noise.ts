// Smooth random functions of the plane, for clouds, ridges and rough edges. Value noise on a lattice of random numbers,
// summed over octaves. Perlin, "An Image Synthesizer" (1985).
import type { Chance } from '../../chance.ts';

const SIZE = 64;

export interface Noise {
  /** -1 to 1, smooth, with about one maximum per unit. */
  at(x: number, y: number): number;
  /** A sum of octaves, each with half the amplitude and twice the frequency: -1 to 1, mostly within .6. */
  rough(x: number, y: number, octaves: number): number;
}

export function makeNoise(chance: Chance): Noise {
  const lattice = Float32Array.from({ length: SIZE * SIZE }, () => 2 * chance.uniform() - 1);
  function at(x: number, y: number): number {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    let u = x - x0;
    let v = y - y0;
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    const left = x0 & (SIZE - 1);
    const right = (x0 + 1) & (SIZE - 1);
    const top = (y0 & (SIZE - 1)) * SIZE;
    const bottom = ((y0 + 1) & (SIZE - 1)) * SIZE;
    const above = lattice[top + left] + (lattice[top + right] - lattice[top + left]) * u;
    const below = lattice[bottom + left] + (lattice[bottom + right] - lattice[bottom + left]) * u;
    return above + (below - above) * v;
  }
  function rough(x: number, y: number, octaves: number): number {
    let sum = 0;
    let height = 0.5;
    for (let octave = 0, scale = 1; octave < octaves; octave++, scale *= 2.03, height /= 2)
      sum += height * at(x * scale + 17.3 * octave, y * scale + 9.1 * octave);
    return sum;
  }
  return { at, rough };
}
