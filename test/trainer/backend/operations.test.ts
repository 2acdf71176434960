// Every operation of the network is defined in tfjs operations and has a kernel on our backend. Both must give the same
// values and gradients, and gradients must agree with numerical differentiation of a float64 program.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as tf from '../../../trainer/backend/tfjs.ts';
import type { Ragged } from '../../../trainer/network/batch.ts';
import {
  adamStep,
  denseSelu,
  gatherRows,
  pairDifferences,
  poolHistories,
  sumOfSquares,
} from '../../../trainer/network/operations.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { dense } from '../../fixtures/reference.ts';

type Matrix = number[][];
const random = new Random(5);
const matrix = (rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 2 * random.uniform() - 1));
const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);

const ROWS = 9;
/** Histories of one, two, five and three rows; row 8 is in no history, rows 0 and 3 in two. */
const HISTORIES = [[4], [0, 3], [1, 2, 5, 6, 7], [3, 0, 4]];
const ragged: Ragged = {
  histories: HISTORIES.length,
  items: Int32Array.from(HISTORIES.flat()),
  historyOf: Int32Array.from(HISTORIES.flatMap((rows, h) => rows.map(() => h))),
  length: Float32Array.from(HISTORIES, (rows) => rows.length),
};
const PICKED = Int32Array.of(8, 0, 0, 3, 8, 1);
const PAIRS = {
  history: Int32Array.of(0, 2, 2, 1, 0),
  positive: Int32Array.of(1, 1, 5, 8, 0),
  negative: Int32Array.of(2, 3, 1, 0, 8),
};

interface Operation {
  /** Shapes of the inputs, for rows of d numbers. */
  shapes(d: number): [number, number][];
  run(...inputs: tf.Tensor2D[]): tf.Tensor;
  /** The same in plain float64: all numbers of the result. */
  plain(...inputs: Matrix[]): number[];
}

const OPERATIONS: Record<string, Operation> = {
  denseSelu: {
    shapes: (d) => [
      [ROWS, 11],
      [11, d],
      [1, d],
    ],
    run: (x, kernel, bias) =>
      denseSelu(x, { kernel, bias: tf.reshape(bias, [-1]) } as unknown as Parameters<typeof denseSelu>[1]),
    plain: (x, kernel, [bias]) =>
      x.flatMap((row) =>
        dense(row, {
          kernel: Float64Array.from(kernel.flat()) as unknown as Float32Array,
          bias: Float64Array.from(bias) as unknown as Float32Array,
          inputs: row.length,
          outputs: bias.length,
        }),
      ),
  },
  gatherRows: {
    shapes: (d) => [[ROWS, d]],
    run: (x) => gatherRows(x, PICKED),
    plain: (x) => [...PICKED].flatMap((row) => x[row]),
  },
  poolHistories: {
    shapes: (d) => [[ROWS, d]],
    run: (x) => poolHistories(x, ragged),
    plain: (x) =>
      HISTORIES.flatMap((rows) => {
        const columns = x[0].map((_, column) => rows.map((row) => x[row][column]));
        return [
          ...columns.map((values) => values.reduce((a, b) => a + b) / rows.length),
          ...columns.map((values) => Math.max(...values)),
        ];
      }),
  },
  pairDifferences: {
    shapes: (d) => [
      [3, d],
      [ROWS, d],
    ],
    run: (users, items) => pairDifferences(users, items, PAIRS),
    plain: (users, items) =>
      [...PAIRS.history].map((user, t) =>
        dot(
          users[user],
          items[PAIRS.positive[t]].map((value, k) => value - items[PAIRS.negative[t]][k]),
        ),
      ),
  },
  sumOfSquares: {
    shapes: (d) => [[ROWS, d]],
    run: sumOfSquares,
    plain: (x) => [dot(x.flat(), x.flat())],
  },
};

/** Values, and gradients of their sum weighted by sines, so that every value has a different weight. */
function evaluate({ run }: Operation, inputs: Matrix[]) {
  return tf.tidy(() => {
    const loss = (...tensors: tf.Tensor[]) => {
      const values = tf.reshape(run(...(tensors as tf.Tensor2D[])), [-1]);
      return tf.sum(tf.mul(values, tf.tensor1d(weights(values.size)))) as tf.Scalar;
    };
    const tensors = inputs.map((input) => tf.tensor2d(input));
    return {
      values: [...run(...tensors).dataSync()],
      gradients: tf
        .grads(loss)(tensors)
        .map((gradient) => [...gradient.dataSync()]),
    };
  });
}
const weights = (n: number) => Array.from({ length: n }, (_, i) => Math.sin(i + 1));

/** Central differences in float64. */
function numerical({ plain }: Operation, inputs: Matrix[]): number[][] {
  const loss = () => {
    const values = plain(...inputs);
    return dot(values, weights(values.length));
  };
  const STEP = 1e-5;
  return inputs.map((input) =>
    input.flatMap((row) =>
      row.map((before, column) => {
        row[column] = before + STEP;
        const up = loss();
        row[column] = before - STEP;
        const down = loss();
        row[column] = before;
        return (up - down) / (2 * STEP);
      }),
    ),
  );
}

function expectNear(found: number[], wanted: number[], tolerance: number) {
  expect(found.length).toBe(wanted.length);
  for (const [i, value] of found.entries())
    expect(Math.abs(value - wanted[i]), `number ${i}`).toBeLessThan(tolerance * Math.max(1, Math.abs(wanted[i])));
}

// Widths that the kernels take, four numbers at a time, and one that falls back to the definition.
describe.each(['cpu', 'wasm'])('on the backend %s', (backend) => {
  beforeAll(async () => void (await chooseBackend(backend, 2)));

  it.each(Object.keys(OPERATIONS).flatMap((name) => [4, 200, 7].map((width) => [name, width] as const)))(
    '%s of rows of %i has the values and gradients of a float64 program',
    (name, width) => {
      const operation = OPERATIONS[name];
      const inputs = operation.shapes(width).map(([rows, columns]) => matrix(rows, columns));
      const { values, gradients } = evaluate(operation, inputs);
      expectNear(values, operation.plain(...inputs), 1e-5);
      if (width > 8) return; // the differentiation of wide rows would take minutes
      for (const [i, gradient] of numerical(operation, inputs).entries()) {
        expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.1);
        expectNear(gradients[i], gradient, 1e-4);
      }
    },
  );

  it('splits the gradient of a maximum among the rows that have it', () => {
    const same = Array.from({ length: ROWS }, () => [1, 2, 3, 4]);
    const { gradients } = evaluate({ ...OPERATIONS.poolHistories, run: (x) => poolHistories(x, ragged) }, [same]);
    const share = weights(HISTORIES.length * 8);
    // Row 0 is half of history 1 and a third of history 3, of the average and of the maximum alike.
    const expected = (share[8] + share[12]) / 2 + (share[24] + share[28]) / 3;
    expect(gradients[0][0]).toBeCloseTo(expected, 5);
  });

  it('computes steps of Adam', () => {
    const [weights, first, second, gradient] = [0.5, 0.1, 0.04, -0.2];
    const next = tf.tidy(() => {
      const [w, m, v, g] = [weights, first, second, gradient].map((x) => tf.fill([5], x));
      const state = adamStep({ weights: w, first: m, second: v }, g, { step: 3, rate: 0.01, decay: 0.1 });
      return [state.weights, state.first, state.second].map((tensor) => [...tensor.dataSync()]);
    });
    // By hand: m = .9 * .1 - .1 * .2 = .07, v = .999 * .04 + .001 * .04 = .04,
    // w = .5 (1 - .001) - .01 * .07 / (1 - .9^3) / (sqrt(.04 / (1 - .999^3)) + 1e-7)
    const moved = 0.5 * 0.999 - (0.01 * 0.07) / (1 - 0.9 ** 3) / (Math.sqrt(0.04 / (1 - 0.999 ** 3)) + 1e-7);
    for (const [i, value] of [moved, 0.07, 0.04].entries()) {
      expect(next[i]).toHaveLength(5);
      for (const number of next[i]) expect(number).toBeCloseTo(value, 6);
    }
  });
});

it('runs kernels on wasm, and the definitions on cpu', async () => {
  for (const name of [
    'DenseSelu',
    'GatherRows',
    'SumRows',
    'PoolHistories',
    'PairDifferences',
    'SumOfSquares',
    'AdamStep',
  ]) {
    await chooseBackend('wasm', 2);
    expect(tf.getKernel(name, tf.getBackend())).toBeTruthy();
    expect(tf.getKernel(name, 'cpu')).toBeFalsy();
  }
});

afterAll(() => expect(tf.memory().numTensors).toBe(0));
