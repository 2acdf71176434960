// Training: triples a second by backend, at the paper's size: 6,040 items x 2048, histories of two items on average.
// `node test/bench/training.ts`
import * as tf from '@tensorflow/tfjs';
import { chooseSettings } from '../../trainer/config.ts';
import { createCuratorNet, l2Penalty, pairLoss, scoreDifferences, variables } from '../../trainer/model/curatornet.ts';
import { Random } from '../../trainer/random.ts';
import { sample } from '../../trainer/sample/sample.ts';
import { makeSource } from '../../trainer/sample/source.ts';
import { BACKEND_NAMES, chooseBackend } from '../../trainer/train/backend.ts';
import { planBatch } from '../../trainer/train/batch.ts';

const ITEMS = 6_040;
const FEATURES = 2_048;
const USERS = 2_378;
/** Steps that count, after one that does not; plain JavaScript needs a minute for one of 1,024. */
const PLAN: Record<string, { batches: number[]; steps: number }> = {
  'node-gpu': { batches: [1_024, 10_000], steps: 20 },
  wasm: { batches: [1_024, 10_000], steps: 4 },
  cpu: { batches: [128], steps: 1 },
};

export async function benchTraining(log: (line: string) => void): Promise<void> {
  const random = new Random(1);
  const features = Float32Array.from({ length: ITEMS * FEATURES }, () => 4 * random.uniform() - 2);
  // Two to seven items a user, the first two much the likeliest.
  const length = () => 2 + Math.min(5, Math.floor(-Math.log(1 - random.uniform()) / 0.8));
  const known = Array.from({ length: USERS }, () => [
    ...new Set(Array.from({ length: length() }, () => random.below(ITEMS))),
  ]);
  const artists = Array.from({ length: ITEMS }, () => undefined);
  const source = makeSource({ history: known, baskets: null, artists, labels: null, features, featureSize: FEATURES });
  const settings = chooseSettings('standard', ['triples=20000', 'profileItems=0', 'singleItem=0']);
  const triples = sample(source, settings, 1).training;
  const measured: { name: string; rate: number }[] = [];
  for (const backend of BACKEND_NAMES) {
    try {
      await chooseBackend(backend);
    } catch (error) {
      log(`${backend.padEnd(9)} ${(error as Error).message}`);
      continue;
    }
    for (const batch of PLAN[backend].batches) {
      const rate = triplesPerSecond(features, triples, batch, PLAN[backend].steps);
      measured.push({ name: backend, rate });
      log(
        `${backend.padEnd(9)} ${batch.toLocaleString('en').padStart(6)} a batch  ${Math.round(rate).toLocaleString('en').padStart(7)} triples/s`,
      );
    }
  }
  const best = (name: string) => Math.max(...measured.filter((m) => m.name === name).map(({ rate }) => rate));
  for (const name of new Set(measured.map((m) => m.name)))
    if (name !== 'cpu') log(`${name} is ${(best(name) / best('cpu')).toFixed(0)} x cpu`);
}

function triplesPerSecond(
  table: Float32Array,
  triples: Parameters<typeof planBatch>[0],
  size: number,
  steps: number,
): number {
  const features = tf.tensor2d(table, [ITEMS, FEATURES]);
  const net = createCuratorNet(FEATURES, new Random(2));
  const weights = variables(net);
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
  const order = new Random(3).shuffle(Int32Array.from({ length: triples.triples.length / 3 }, (_, i) => i));
  let started = 0;
  for (let step = -1; step < steps; step++) {
    if (step === 0) started = performance.now();
    const from = ((step + 1) * size) % (order.length - size + 1);
    const batch = planBatch(triples, order, from, from + size, ITEMS);
    tf.tidy(() => {
      const loss = () => tf.add(pairLoss(scoreDifferences(net, features, batch)), l2Penalty(net, 1e-3)) as tf.Scalar;
      const { value, grads } = tf.variableGrads(loss, weights);
      adam.applyGradients(grads as { [name: string]: tf.Variable });
      // Reading the loss waits for a backend that computes in the background.
      value.dataSync();
    });
  }
  const seconds = (performance.now() - started) / 1000;
  tf.dispose([features, ...weights]);
  adam.dispose();
  return (steps * size) / seconds;
}

if (import.meta.main) await benchTraining(console.log);
