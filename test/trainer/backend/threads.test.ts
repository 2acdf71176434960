// Threads do not change results or keep the process alive, and a failing kernel gives an error instead of a hang.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Memory } from '../../../trainer/backend/memory.ts';
import { WASM } from '../../../trainer/backend/register.ts';
import * as tf from '../../../trainer/backend/tfjs.ts';
import { Threads } from '../../../trainer/backend/threads.ts';
import { createPapersNetwork, variablesOf } from '../../../trainer/network/create.ts';
import { pairLoss } from '../../../trainer/network/loss.ts';
import { scoreDifferences } from '../../../trainer/network/tensors.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { Adam } from '../../../trainer/train/adam.ts';
import { planBatch } from '../../../trainer/train/batch.ts';

const ITEMS = 700;
const FEATURES = 300;

/** The weights after two steps, large enough to be split, as a digest. */
function trained(): string {
  const random = new Random(1);
  const features = tf.tensor2d(
    Float32Array.from({ length: ITEMS * FEATURES }, () => 2 * random.uniform() - 1),
    [ITEMS, FEATURES],
  );
  const triples = {
    histories: {
      start: Int32Array.from({ length: 301 }, (_, h) => 2 * h),
      items: Int32Array.from({ length: 600 }, (_, i) => i),
    },
    triples: Int32Array.from({ length: 3000 }, (_, i) => random.below(i % 3 === 0 ? 300 : ITEMS)),
  };
  const net = createPapersNetwork(FEATURES, new Random(2));
  const weights = variablesOf(net).all;
  const adam = new Adam(weights);
  const order = Int32Array.from({ length: 1000 }, (_, i) => i);
  for (const step of [1, 2])
    tf.tidy(() => {
      const batch = planBatch(triples, order, 500 * (step - 1), 500 * step, ITEMS);
      const { grads } = tf.variableGrads(() => pairLoss(scoreDifferences(net, features, batch)), weights);
      adam.apply(grads, step, 1e-3);
    });
  const hash = createHash('sha256');
  for (const weight of weights) hash.update(weight.dataSync<'float32'>());
  tf.dispose([features, ...weights]);
  adam.dispose();
  return hash.digest('hex');
}

it('gives the same bits with one, two and five threads', async () => {
  const digests: string[] = [];
  for (const threads of [1, 2, 5]) {
    await chooseBackend('wasm', threads);
    expect((tf.findBackend(WASM) as unknown as { threads: number }).threads).toBe(threads);
    digests.push(trained());
  }
  expect(new Set(digests).size).toBe(1);
});

it('lets the process exit while threads wait', () => {
  const backend = fileURLToPath(new URL('../../../trainer/tfjs/choose.ts', import.meta.url));
  const program = `
    import * as tf from ${JSON.stringify(fileURLToPath(new URL('../../../trainer/backend/tfjs.ts', import.meta.url)))};
    import { chooseBackend } from ${JSON.stringify(backend)};
    await chooseBackend('wasm', 3);
    console.log(tf.sum(tf.matMul(tf.ones([600, 300]), tf.ones([300, 400]))).dataSync()[0]);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect({ stdout, status }, stderr).toEqual({ stdout: `${600 * 300 * 400}\n`, status: 0 });
});

it('executes every call of a job exactly once', async () => {
  const memory = new Memory();
  const threads = await Threads.start(memory, 3);
  const { at } = memory.take(4 * 1024);
  const numbers = new Float32Array(memory.buffer as ArrayBuffer, at, 1024);
  // Each call doubles its own sixteen numbers: once too many or too few would show.
  for (let job = 0; job < 500; job++) {
    numbers.fill(job);
    threads.run(
      Array.from({ length: 64 }, (_, i) => {
        const own = at + 64 * i;
        return ['binary', 0, own, 0, 0, 1, own, 0, 0, 1, own, 1, 1, 16];
      }),
    );
    expect(numbers.every((number) => number === 2 * job)).toBe(true);
  }
  await threads.stop();
});

it('throws if a kernel failed on a thread', async () => {
  const memory = new Memory();
  const threads = await Threads.start(memory, 2);
  const { at } = memory.take(64);
  // One row of a gigabyte, at the end of the memory.
  const out = memory.buffer.byteLength - 64;
  expect(() => threads.run([0, 1].map(() => ['gatherRows', at, at, out, 1, 2 ** 28]))).toThrow('a kernel failed');
  await threads.stop();
});
