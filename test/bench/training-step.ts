// Training steps on one backend with the data of training.ts: node training-step.ts FOLDER BACKEND THREADS BATCH SECONDS
// Prints JSON: wall-clock and CPU seconds per step, and the first losses. It is a separate process, as PyTorch's is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '../../trainer/backend/tfjs.ts';
import { createPapersNetwork, variablesOf } from '../../trainer/network/create.ts';
import { l2Of, pairLoss } from '../../trainer/network/loss.ts';
import { scoreDifferences } from '../../trainer/network/tensors.ts';
import { Random } from '../../trainer/random.ts';
import { chooseBackend } from '../../trainer/tfjs/choose.ts';
import { Adam } from '../../trainer/train/adam.ts';
import { planBatch } from '../../trainer/train/batch.ts';

const [folder, backend, threads, size, seconds] = process.argv.slice(2);
const batchSize = Number(size);
const bytes = (name: string) => new Uint8Array(readFileSync(join(folder, name))).buffer;
const about = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8'));
const triples = {
  histories: { start: new Int32Array(bytes('start.i32')), items: new Int32Array(bytes('members.i32')) },
  triples: new Int32Array(bytes('triples.i32')),
};
await chooseBackend(backend, Number(threads), 'training');
const features = tf.tensor2d(new Float32Array(bytes('features.f32')), [about.items, about.features]);
const net = createPapersNetwork(about.features, new Random(about.seed));
const { all: weights, kernels } = variablesOf(net);
const adam = new Adam(weights);
const count = triples.triples.length / 3;
const order = Int32Array.from({ length: count }, (_, i) => i);

const steps: number[] = [];
const cpu: number[] = [];
const losses: number[] = [];
const began = performance.now();
for (let step = 0; performance.now() - began < 1000 * Number(seconds) || step < 2; step++) {
  const started = performance.now();
  const before = process.cpuUsage();
  const from = (step * batchSize) % (count - batchSize + 1);
  const batch = planBatch(triples, order, from, from + batchSize, about.items);
  const loss = tf.tidy(() => {
    let pairs: tf.Scalar | undefined;
    const { grads } = tf.variableGrads(() => {
      pairs = tf.keep(pairLoss(scoreDifferences(net, features, batch)));
      return tf.add(pairs, l2Of(kernels, about.l2)) as tf.Scalar;
    }, weights);
    adam.apply(grads, step + 1, 1e-3);
    return pairs!;
  });
  // Reading the loss waits for a backend that computes in the background.
  losses.push((await loss.data())[0]);
  loss.dispose();
  steps.push((performance.now() - started) / 1000);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1e6);
}
console.log(JSON.stringify({ steps: steps.slice(1), cpu: cpu.slice(1), losses: losses.slice(0, 4) }));
process.exit(0);
