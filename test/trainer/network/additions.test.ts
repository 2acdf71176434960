// The parts beyond the paper compared with a plain float64 program: vectors, loss and gradients.

import { beforeAll, describe, expect, it } from 'vitest';
import * as tf from '../../../trainer/backend/tfjs.ts';
import { chooseSettings, PRESETS } from '../../../trainer/config.ts';
import { networkVectors } from '../../../trainer/export/parity.ts';
import { fixedParts } from '../../../trainer/given/fixed.ts';
import { popularityPrior } from '../../../trainer/given/popularity.ts';
import { seenFor } from '../../../trainer/given/seen.ts';
import { toTowers } from '../../../trainer/network/convert.ts';
import { createNetwork, variablesOf } from '../../../trainer/network/create.ts';
import type { Network } from '../../../trainer/network/tensors.ts';
import type { Towers } from '../../../trainer/network/towers.ts';
import { Random } from '../../../trainer/random.ts';
import type { Triples } from '../../../trainer/sample/triples/triples.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { dropped, lossOfStep, makeObjective } from '../../../trainer/train/objective.ts';
import { plainItem, plainSoftmaxLoss, plainUser } from '../../fixtures/additions.ts';

const FEATURES = 5;
const ITEMS = 14;
const random = new Random(7);
const features = Array.from({ length: ITEMS }, () => Array.from({ length: FEATURES }, () => 2 * random.uniform() - 1));
const histories = [[0, 1], [2], [3, 4, 5], [0, 6, 7, 8, 9, 10], [11, 3]];
const triples: Triples = {
  histories: { start: Int32Array.of(0, 2, 3, 6, 12, 14), items: Int32Array.from(histories.flat()) },
  triples: Int32Array.from([0, 2, 0, 0, 3, 4, 1, 2, 11, 2, 0, 12, 3, 11, 0]),
};
// No history has row 13.
const warm = Int32Array.from({ length: ITEMS - 2 }, (_, row) => row);
const order = Int32Array.from([0, 1, 2, 3, 4]);
const WITHOUT_DROPOUT = ['inputDropout=0', 'weightDecay=0', 'l2=0.01', 'rawDimensions=3'];

function make(changes: readonly string[]): { net: Network; towers: () => Towers; loss: () => () => tf.Scalar } {
  const settings = chooseSettings('best', [...WITHOUT_DROPOUT, ...changes]);
  const seen = seenFor(settings, Float32Array.from(features.flat()), FEATURES, new Random(2));
  const fixed = fixedParts(settings, seen, histories, ITEMS, new Random(2));
  const net = createNetwork(FEATURES, settings, fixed, new Random(3));
  const bias = new Random(4);
  for (const layer of [...net.item, ...net.user])
    layer.bias.assign(tf.tensor1d(Array.from({ length: layer.bias.shape[0]! }, () => 0.2 * bias.uniform() - 0.1)));
  const none = { mean: new Float32Array(FEATURES), deviation: new Float32Array(FEATURES).fill(1) };
  return {
    net,
    towers: () => toTowers(net, none),
    loss: () =>
      lossOfStep(makeObjective(net, tf.tensor2d(features), { triples, warm, settings, seed: 1 }), order, [0, 5], 1),
  };
}
const PARTS = PRESETS.best.parts!;
const VARIANTS = [{ name: 'nothing', off: [] as readonly string[] }, ...PARTS];

it('every listed part is a setting that changes the preset', () => {
  const best = chooseSettings('best', []);
  for (const { name, off } of PARTS) expect(chooseSettings('best', off), name).not.toEqual(best);
  expect(new Set(PARTS.map(({ name }) => name)).size).toBe(PARTS.length);
});

it('standardises log popularity over rows in histories; a user with n items counts 1 / sqrt(n)', () => {
  // Two users of four items count 1/2 each, one of one item 1: row 0 has 2, row 1 has 1, rows 2 to 5 have 1/2, row 6 none.
  // Logs to base 2: 1, 0, -1, -1, -1, -1; their mean is -1/2, their variance (9/4 + 1/4 + 4/4) / 6 = 7/12.
  const prior = popularityPrior([[0, 1, 2, 3], [0, 1, 4, 5], [0], []], 7);
  const deviation = Math.sqrt(7 / 12);
  for (const [row, log] of [1, 0, -1, -1, -1, -1].entries())
    expect(prior[row]).toBeCloseTo((log + 1 / 2) / deviation, 6);
  expect(prior[6]).toBe(0);
});

it('keeps the cosine of two items visual, independent of who has them', () => {
  const { towers } = make([]);
  const cosine = (a: number[], b: number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0) / Math.hypot(...a) / Math.hypot(...b);
  const { item, additions } = towers();
  const looks = item.at(-1)!.outputs + additions!.fixed.raw!.size;
  const vectors = features.map((x, row) => plainItem(towers(), x, row));
  expect(vectors[0].length).toBe(looks + additions!.fixed.cooccurrence!.size + 2);
  for (const a of vectors)
    for (const b of vectors)
      expect(Math.abs(cosine(a, b) - cosine(a.slice(0, looks), b.slice(0, looks)))).toBeLessThan(0.03);
});

describe.each(['cpu', 'wasm'])('on the backend %s', (backend) => {
  beforeAll(async () => void (await chooseBackend(backend)));

  it.each(VARIANTS)('computes the vectors of the plain program without $name', ({ off }) => {
    const { towers } = make(off);
    const { items, users } = networkVectors(towers(), Float32Array.from(features.flat()), histories);
    const plain = features.map((x, row) => plainItem(towers(), x, row));
    const d = plain[0].length;
    plain.flat().forEach((value, i) => {
      expect(items[i], `item ${Math.floor(i / d)} at ${i % d}`).toBeCloseTo(value, 4);
    });
    histories
      .flatMap((rows) =>
        plainUser(
          towers(),
          rows.map((row) => plain[row]),
        ),
      )
      .forEach((value, i) => {
        expect(users[i], `user ${Math.floor(i / d)} at ${i % d}`).toBeCloseTo(value, 3);
      });
  });

  it('computes the softmax of the plain program, and the gradient of numerical differentiation', () => {
    const { net, towers, loss } = make([]);
    const variables = variablesOf(net).all;
    const { value, grads } = tf.variableGrads(loss(), variables);
    const plain = towers();
    const L2 = 0.01;
    const total = () => plainSoftmaxLoss(plain, features, triples, [...warm], 1, L2);
    expect(value.dataSync()[0]).toBeCloseTo(total(), 4);
    // float32 weights would swallow a small step, so the differentiated program gets float64 ones.
    const { skips } = plain.additions!;
    const matrices = [...plain.item, ...plain.user, skips!.item, skips!.user];
    for (const matrix of matrices) {
      Object.assign(matrix, { kernel: Float64Array.from(matrix.kernel) });
      if ('bias' in matrix) Object.assign(matrix, { bias: Float64Array.from(matrix.bias as Float32Array) });
    }
    const exact = matrices.flatMap((matrix) =>
      'bias' in matrix ? [matrix.kernel, matrix.bias as Float32Array] : [matrix.kernel],
    );
    const pick = new Random(3);
    let compared = 0;
    for (const [v, weights] of exact.entries()) {
      const gradient = grads[variables[v].name].dataSync();
      for (let n = 0; n < 8; n++) {
        const at = pick.below(weights.length);
        const before = weights[at];
        const step = 1e-5;
        weights[at] = before + step;
        const up = total();
        weights[at] = before - step;
        const down = total();
        weights[at] = before;
        const numerical = (up - down) / (2 * step);
        expect(Math.abs(gradient[at] - numerical), `variable ${v} at ${at}`).toBeLessThan(
          2e-4 * Math.max(1, Math.abs(numerical)),
        );
        compared += Number(Math.abs(numerical) > 1e-3);
      }
    }
    // Most of the gradients compared are far from zero, so that the comparison means something.
    expect(compared).toBeGreaterThan(30);
    const { additions } = plain;
    const sharpness = additions!.sharpness!;
    const [up, down] = [1e-5, -1e-5].map((step) => {
      additions!.sharpness = sharpness + step;
      return total();
    });
    expect(grads[variables.at(-1)!.name].dataSync()[0]).toBeCloseTo((up - down) / 2e-5, 3);
  });

  it('drops a share of the features and scales up the others, so that sums keep their expectation', () => {
    const hidden = tf.tidy(() => dropped(tf.ones([200, 50]) as tf.Tensor2D, 0.3, new Random(5)).dataSync());
    const kept = [...hidden].filter((value) => value !== 0);
    for (const value of kept) expect(value).toBeCloseTo(1 / 0.7, 6);
    // 7,000 of 10,000, with a standard deviation of 46.
    expect(Math.abs(kept.length - 7000)).toBeLessThan(200);
  });

  it('adds the popularity prior to the difference of each pair', () => {
    const { net } = make(['loss=pairs']);
    const x = tf.tensor2d(features);
    const settings = { ...chooseSettings('best', ['loss=pairs', ...WITHOUT_DROPOUT]), l2: 0 };
    const lossOf = (triple: number, priorInLoss: number) =>
      tf.tidy(
        () =>
          lossOfStep(
            makeObjective(net, x, { triples, warm, settings: { ...settings, priorInLoss }, seed: 1 }),
            order,
            [triple, triple + 1],
            1,
          )().dataSync()[0],
      );
    const prior = popularityPrior(histories, ITEMS);
    for (const triple of [0, 1, 2, 3, 4]) {
      const [, positive, negative] = triples.triples.subarray(3 * triple, 3 * triple + 3);
      // The loss is log(1 + e^-x) of the learned difference x; with the prior's weight 2, of x + 2 (p+ - p-).
      const learned = -Math.log(Math.expm1(lossOf(triple, 0)));
      const shifted = learned + 2 * (prior[positive] - prior[negative]);
      expect(lossOf(triple, 2), `triple ${triple}`).toBeCloseTo(Math.log1p(Math.exp(-shifted)), 3);
    }
    x.dispose();
  });

  it('drops other features in the next step, and the same features when a step is repeated', () => {
    const settings = chooseSettings('best', ['inputDropout=0.5', 'l2=0']);
    const { net } = make([]);
    const objective = makeObjective(net, tf.tensor2d(features), { triples, warm, settings, seed: 1 });
    const at = (step: number) => lossOfStep(objective, order, [0, 5], step)().dataSync()[0];
    expect(at(1)).toBe(at(1));
    expect(at(1)).not.toBe(at(2));
  });

  it('leaks no tensors', () => {
    const { net, loss } = make([]);
    const before = tf.memory().numTensors;
    tf.tidy(() => void tf.variableGrads(loss(), variablesOf(net).all));
    expect(tf.memory().numTensors).toBe(before);
  });
});
