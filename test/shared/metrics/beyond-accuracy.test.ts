// Coverage, novelty and diversity, worked out by hand.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coverage } from '../../../shared/metrics/coverage.ts';
import { diversity } from '../../../shared/metrics/diversity.ts';
import { novelty } from '../../../shared/metrics/novelty.ts';

it('coverage counts items that at least one user sees', () => {
  // 0, 1, 2 and 7 of ten
  expect(
    coverage(
      [
        [0, 1],
        [1, 2],
        [7, 0],
      ],
      10,
    ),
  ).toBe(0.4);
  expect(coverage([], 10)).toBe(0);
});

it('novelty is the self-information in bits', () => {
  // Of 7 users, 3 have item 0, none has item 1, all have item 2: -log2(4/8) = 1, -log2(1/8) = 3, -log2(8/8) = 0
  const owners = [3, 0, 7];
  expect(novelty([0], owners, 7)).toBe(1);
  expect(novelty([1], owners, 7)).toBe(3);
  expect(novelty([0, 1, 2], owners, 7)).toBeCloseTo(4 / 3, 12);
});

it('diversity is the mean of 1 - cosine over pairs', () => {
  // Rows 0 and 1 are the same, row 2 is at a right angle, row 3 is opposite: the cosines of 0, 2, 3 are 0, -1, 0.
  const unit = Float32Array.of(1, 0, 1, 0, 0, 1, -1, 0);
  expect(diversity([0, 1], unit, 2)).toBeCloseTo(0, 12);
  expect(diversity([0, 2], unit, 2)).toBeCloseTo(1, 12);
  expect(diversity([0, 3], unit, 2)).toBeCloseTo(2, 12);
  expect(diversity([0, 2, 3], unit, 2)).toBeCloseTo(1 + 1 / 3, 12);
});

it('diversity by the vector sum equals diversity by pairs', () => {
  const angle = fc.double({ min: 0, max: 6.28, noNaN: true });
  fc.assert(
    fc.property(fc.array(angle, { minLength: 2, maxLength: 20 }), (angles) => {
      const unit = Float32Array.from(angles.flatMap((a) => [Math.cos(a), Math.sin(a)]));
      let sum = 0;
      for (const [i, a] of angles.entries()) for (const b of angles.slice(i + 1)) sum += 1 - Math.cos(a - b);
      const pairs = (angles.length * (angles.length - 1)) / 2;
      expect(diversity([...angles.keys()], unit, 2)).toBeCloseTo(sum / pairs, 5);
    }),
  );
});
