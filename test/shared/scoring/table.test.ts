// The item table: reading and writing vectors, copies, and invalid lengths.
import { describe, expect, it } from 'vitest';
import { kernel } from '../../../shared/scoring/node.ts';
import { ItemTable, MOST_COMPARED } from '../../../shared/scoring/table.ts';

describe('the table', () => {
  it.each([1, 3, 4, 5, 8])('in %d dimensions returns its vectors, singly and gathered', (dimensions) => {
    const vectors = Float32Array.from({ length: 4 * dimensions }, (_, i) => i + 1);
    const table = new ItemTable(kernel, vectors, 4, dimensions);
    const row = (i: number) => vectors.slice(i * dimensions, (i + 1) * dimensions);
    for (let i = 0; i < 4; i++) expect(table.vector(i)).toEqual(row(i));
    expect(table.gather([3, 0, 3])).toEqual(Float32Array.from([...row(3), ...row(0), ...row(3)]));
    expect(table.gather([])).toEqual(new Float32Array(0));
  });

  it('copies its input and its output', () => {
    const vectors = Float32Array.of(1, 2);
    const table = new ItemTable(kernel, vectors, 2, 1);
    vectors.fill(9);
    table.gather([0, 1]).fill(8);
    expect([...table.vector(0), ...table.vector(1)]).toEqual([1, 2]);
  });

  it('is not changed by a user vector that is one of its rows', () => {
    const table = new ItemTable(kernel, Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3);
    expect([...table.score(table.vector(1))]).toEqual([32, 77]);
    expect([...table.vector(1)]).toEqual([4, 5, 6]);
  });

  it('returns scores that the next call overwrites', () => {
    const table = new ItemTable(kernel, Float32Array.of(1, 2), 2, 1);
    const scores = table.score(Float32Array.of(1));
    table.score(Float32Array.of(10));
    expect([...scores]).toEqual([10, 20]);
  });

  it.each([5, 7])('rejects %d values for two rows of three', (length) => {
    expect(() => new ItemTable(kernel, new Float32Array(length), 2, 3)).toThrow(
      new RangeError(`${length} values do not fill [2, 3]`),
    );
  });

  it.each([0, 2, 4])('rejects a user vector of %d values for three dimensions', (length) => {
    expect(() => new ItemTable(kernel, new Float32Array(6), 2, 3).score(new Float32Array(length))).toThrow(
      new RangeError(`expected a user vector of 3 values, got ${length}`),
    );
  });

  it.each([4, 3])('takes more rows up to its capacity, in %d dimensions, and more in a larger copy', (dimensions) => {
    const row = (n: number) => new Float32Array(dimensions).fill(n);
    const table = new ItemTable(kernel, Float32Array.of(...row(1), ...row(2)), 2, dimensions, 3);
    table.set(2, row(3));
    table.set(0, row(4));
    const scores = (of: ItemTable) => [...of.score(row(1))].map((score) => score / dimensions);
    expect(scores(table)).toEqual([4, 2, 3]);
    expect(() => table.set(3, row(5))).toThrow('row 3 is out of range: 3 rows, capacity 3');
    expect(() => table.set(-1, row(5))).toThrow(RangeError);
    expect(() => table.set(1, row(5).subarray(1))).toThrow(RangeError);
    const larger = table.grown(10);
    expect(() => larger.set(4, row(5))).toThrow('row 4 is out of range: 3 rows, capacity 10');
    larger.set(3, row(5));
    expect(scores(larger)).toEqual([4, 2, 3, 5]);
    expect(scores(table)).toEqual([4, 2, 3]);
  });
});

describe('rows', () => {
  it.each([3, 4])('of %d numbers that are added together are as if added at once', (dimensions) => {
    const vectors = Float32Array.from({ length: 5 * dimensions }, (_, i) => Math.cos(i * i));
    const once = new ItemTable(kernel, vectors, 5, dimensions);
    const table = new ItemTable(kernel, vectors.slice(0, 2 * dimensions), 2, dimensions, 5);
    table.append(vectors.subarray(2 * dimensions));
    const user = vectors.slice(0, dimensions);
    expect(table.score(user).slice()).toEqual(once.score(user).slice());
    expect(table.cosines(4).slice()).toEqual(once.cosines(4).slice());
    expect(() => table.append(user)).toThrow('5 and 1 rows exceed the capacity of 5');
    expect(() => table.append(vectors.subarray(0, 1))).toThrow(`1 values do not fill rows of ${dimensions}`);
    table.clear();
    expect([table.rows, table.capacity]).toEqual([0, 5]);
    table.append(vectors.subarray(dimensions));
    expect(table.score(user).slice()).toEqual(once.score(user).slice(1));
  });
});

describe('cosines', () => {
  // Lengths 5, 10, 0 and 1; the cosine of rows 0 and 1 is (3 x 8 + 4 x 6) / (5 x 10), that of rows 0 and 3 is 3 / 5.
  const vectors = Float32Array.of(3, 4, 8, 6, 0, 0, 1, 0);
  const near = (values: Iterable<number>) => [...values].map((value) => Math.round(value * 1e6) / 1e6);

  it('of a row with every row; 0 for a vector of zeros', () => {
    const table = new ItemTable(kernel, vectors, 4, 2);
    expect(near(table.cosines(0))).toEqual([1, 0.96, 0, 0.6]);
    expect(near(table.cosines(2))).toEqual([0, 0, 0, 0]);
  });

  it('of a row with the rows passed to compare, in order, also after scoring', () => {
    const table = new ItemTable(kernel, vectors, 4, 2);
    const alike = table.compare([3, 1, 2]);
    expect(near(alike(0))).toEqual([0.6, 0.96, 0]);
    expect([...table.score(Float32Array.of(1, 1))]).toEqual([7, 14, 0, 1]);
    expect(near(alike(3))).toEqual([1, 0.8, 0]);
    expect([...table.compare([])(0)]).toEqual([]);
  });

  it('include rows written and added later, also in a larger copy', () => {
    const table = new ItemTable(kernel, vectors, 4, 2, 5);
    table.set(4, Float32Array.of(0, 2));
    table.set(2, Float32Array.of(0, -7));
    expect(near(table.cosines(0))).toEqual([1, 0.96, -0.8, 0.6, 0.8]);
    expect(near(table.grown(9).cosines(0))).toEqual([1, 0.96, -0.8, 0.6, 0.8]);
  });

  it('of a vector from elsewhere are those of a row with the same vector, to the bit', () => {
    const numbers = Float32Array.from({ length: 6 * 7 }, (_, i) => Math.sin(i * i));
    const table = new ItemTable(kernel, numbers, 6, 7);
    for (let row = 0; row < 6; row++)
      expect(table.cosines(numbers.slice(row * 7, row * 7 + 7)).slice()).toEqual(table.cosines(row).slice());
  });

  it('of more rows than allowed are rejected', () => {
    const table = new ItemTable(kernel, vectors, 4, 2);
    expect(() => table.compare(Array(MOST_COMPARED + 1).fill(0))).toThrow(RangeError);
    expect(table.compare(Array(MOST_COMPARED).fill(0))(0)).toHaveLength(MOST_COMPARED);
  });
});
