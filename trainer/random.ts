// Seeded random numbers, the same on every machine. All random choices of the trainer come from here.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export class Random {
  readonly #generator: RandomGenerator;
  /** @param seed any integer @param stream gives independent sequences for one seed */
  constructor(seed: number, stream = 0) {
    this.#generator = xoroshiro128plus((Math.imul(stream, 0x9e3779b1) ^ seed) | 0);
    for (let i = 0; i < 8; i++) this.#generator.next();
  }
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }
  /** Uniform integer in 0..n-1. The modulo bias of n / 2^32 is negligible for the size of a store. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }
  /** Shuffles in place (Fisher-Yates). */
  shuffle<A extends { length: number; [index: number]: number }>(values: A): A {
    for (let last = values.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const swap = values[last];
      values[last] = values[other];
      values[other] = swap;
    }
    return values;
  }
}
