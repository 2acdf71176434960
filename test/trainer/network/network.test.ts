// The network compared with a plain float64 program: the loss, and gradients of all variables by numerical differentiation.

import { beforeAll, describe, expect, it } from 'vitest';
import * as tf from '../../../trainer/backend/tfjs.ts';
import { toTowers } from '../../../trainer/network/convert.ts';
import { createPapersNetwork, variablesOf } from '../../../trainer/network/create.ts';
import { l2Of, pairLoss } from '../../../trainer/network/loss.ts';
import { scoreDifferences } from '../../../trainer/network/tensors.ts';
import { Random } from '../../../trainer/random.ts';
import type { Triples } from '../../../trainer/sample/triples/triples.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { planBatch } from '../../../trainer/train/batch.ts';
import { plainLoss } from '../../fixtures/network.ts';

const LAMBDA = 1e-3;
const FEATURES = 5;
const ITEMS = 14;
const random = new Random(7);
const features = Array.from({ length: ITEMS }, () => Array.from({ length: FEATURES }, () => 2 * random.uniform() - 1));
// Histories of 1, 2, 3 and 6 items; the first occurs twice, item 13 is unused, item 0 has every role.
const triples: Triples = {
  histories: { start: Int32Array.of(0, 2, 3, 6, 12), items: Int32Array.of(0, 1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 10) },
  triples: Int32Array.from([0, 2, 0, 0, 3, 4, 1, 2, 11, 2, 0, 12, 3, 11, 0]),
};
const order = Int32Array.of(0, 1, 2, 3, 4);

/** Loss and gradients by the code under test. */
function run(seed: number) {
  const net = createPapersNetwork(FEATURES, new Random(seed));
  const { all, kernels } = variablesOf(net);
  // Biases start at zero, which would hide errors in them.
  const bias = new Random(seed + 1);
  for (const layer of [...net.item, ...net.user])
    layer.bias.assign(tf.tensor1d(Array.from({ length: layer.bias.shape[0]! }, () => 0.2 * bias.uniform() - 0.1)));
  const batch = planBatch(triples, order, 0, 5, ITEMS);
  const table = tf.tensor2d(features);
  const { value, grads } = tf.variableGrads(
    () => tf.add(pairLoss(scoreDifferences(net, table, batch)), l2Of(kernels, LAMBDA)) as tf.Scalar,
    all,
  );
  const none = new Float32Array(FEATURES);
  return {
    loss: value.dataSync()[0],
    gradients: all.map((variable) => grads[variable.name].dataSync()),
    towers: toTowers(net, { mean: none, deviation: none }),
  };
}

describe.each(['cpu', 'wasm'])('on the backend %s', (backend) => {
  beforeAll(async () => void (await chooseBackend(backend)));

  it('computes the loss of the plain program', () => {
    const { loss, towers } = run(1);
    expect(loss).toBeCloseTo(plainLoss(towers, features, triples, LAMBDA), 5);
  });

  it('has the gradient of numerical differentiation for every variable', () => {
    const { gradients, towers } = run(1);
    const layers = [...towers.item, ...towers.user];
    const values = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
    // float32 weights would swallow a small step, so the differentiated program gets float64 ones.
    const exact = values.map((value) => Float64Array.from(value));
    for (const [i, layer] of layers.entries()) Object.assign(layer, { kernel: exact[2 * i], bias: exact[2 * i + 1] });
    const pick = new Random(3);
    let compared = 0;
    for (const [v, value] of exact.entries()) {
      for (let n = 0; n < 12; n++) {
        const at = pick.below(value.length);
        const step = 1e-5;
        const before = value[at];
        value[at] = before + step;
        const up = plainLoss(towers, features, triples, LAMBDA);
        value[at] = before - step;
        const down = plainLoss(towers, features, triples, LAMBDA);
        value[at] = before;
        const numerical = (up - down) / (2 * step);
        expect(Math.abs(gradients[v][at] - numerical), `variable ${v} at ${at}`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(numerical)),
        );
        compared += Number(Math.abs(numerical) > 1e-3);
      }
    }
    // Most of the gradients compared are far from zero, so that the comparison means something.
    expect(compared).toBeGreaterThan(30);
  });

  it('leaks no tensors', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => void run(2));
    // Only the variables outlive a tidy: a kernel and a bias for each of five layers.
    expect(tf.memory().numTensors - before).toBe(10);
  });
});
