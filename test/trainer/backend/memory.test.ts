// The backend's memory: it reuses blocks, reports exhaustion, and does not copy large tables.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Memory } from '../../../trainer/backend/memory.ts';
import { useWasm, WASM } from '../../../trainer/backend/register.ts';
import * as tf from '../../../trainer/backend/tfjs.ts';
import { gatherRows } from '../../../trainer/network/operations.ts';

it('allocates blocks that do not overlap, and reuses freed ones', () => {
  const memory = new Memory();
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.boolean()), { maxLength: 60 }), (asked) => {
      const held: { at: number; size: number }[] = [];
      for (const [bytes, back] of asked) {
        const block = memory.take(bytes);
        expect(block.size).toBeGreaterThanOrEqual(bytes);
        expect(block.at % 64).toBe(0);
        for (const other of held)
          expect(block.at >= other.at + other.size || other.at >= block.at + block.size).toBe(true);
        if (back) memory.give(block);
        else held.push(block);
      }
      for (const block of held) memory.give(block);
    }),
  );
  // Sizes come in few classes, so a thousand batches need only the memory of the largest.
  expect(memory.used).toBeLessThan(60 * 2 ** 17 * 2);
});

it('reports a clear error when it is full', () => {
  const memory = new Memory();
  expect(() => memory.take(memory.buffer.byteLength)).toThrow(/do not fit into the .* MB that the backend wasm has/);
});

it('does not copy a large table, and gathers rows of it', async () => {
  await useWasm(2, { large: 1_000 });
  await tf.setBackend(WASM);
  const values = Float32Array.from({ length: 100 * 4 }, (_, i) => i);
  const before = tf.memory() as unknown as { bytesOfMemory: number };
  const table = tf.tensor2d(values, [100, 4]);
  expect((tf.memory() as unknown as typeof before).bytesOfMemory).toBe(before.bytesOfMemory);
  const rows = gatherRows(table, Int32Array.of(99, 0));
  expect([...rows.dataSync()]).toEqual([396, 397, 398, 399, 0, 1, 2, 3]);
  expect(() => tf.neg(table)).toThrow(/a table of \[100,4\] is too large/);
  tf.dispose([table, rows]);
});
