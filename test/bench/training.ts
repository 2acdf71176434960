// Training: triples per second by backend, batch size and threads, compared with PyTorch if Debian's python3-torch is
// installed. `npm run bench:train`, or `node test/bench/training.ts 1024` for some batch sizes only.
//
// 6,040 items x 2,048 rectified normal features, 8,000 histories of 1.8 items on average, uniform triples: a batch shares
// few items and histories, which is the hard case. The variants run in turn for several rounds, and ratios are those of the
// medians, because the machine's speed drifts. Rates use the wall clock; in brackets the CPU time, which is more stable on a
// shared machine. A GPU takes part through WebGPU, and through PyTorch where that has CUDA.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPapersNetwork, variablesOf } from '../../trainer/network/create.ts';
import { Random } from '../../trainer/random.ts';
import { chooseBackend } from '../../trainer/tfjs/choose.ts';

const ITEMS = 6_040;
const FEATURES = 2_048;
const HISTORIES = 8_000;
const TRIPLES = 200_000;
const SEED = 2;
const ROUNDS = 2;
const SECONDS = 3;
const BATCHES = [128, 1_024, 10_000];
/** Debian's Python, or that of an environment with PyTorch. */
const PYTHON = ['/usr/bin/python3', 'python3'].find((python) => runs(python, 'import torch'));

interface Rival {
  name: string;
  /** Only with the largest batch, because it is slow. */
  largestOnly?: boolean;
  command(folder: string, batch: number): [string, ...string[]];
}
const inThreads = (threads: number) => `${threads} thread${threads > 1 ? 's' : ''}`;
const ours = (backend: string, threads: number): Rival => ({
  name: backend === 'wasm' ? `wasm, ${inThreads(threads)}` : backend,
  command: (folder, batch) => [process.execPath, here('training-step.ts'), folder, backend, `${threads}`, `${batch}`],
});
const torch = (threads: number | 'cuda', how: 'distinct' | 'rows' = 'distinct'): Rival => ({
  name: `PyTorch, ${threads === 'cuda' ? 'GPU' : inThreads(threads)}${how === 'rows' ? ', row by row' : ''}`,
  largestOnly: how === 'rows',
  command: (folder, batch) => [PYTHON!, here('training-torch.py'), folder, `${threads}`, how, `${batch}`],
});
function runs(python: string, program: string): boolean {
  return spawnSync(python, ['-c', program]).status === 0;
}
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The reported ratios: the speed of the second divided by that of the first. */
const RATIOS: [string, string][] = [
  ['PyTorch, 1 thread', 'wasm, 1 thread'],
  ['PyTorch, 2 threads', 'wasm, 2 threads'],
  ['PyTorch, 1 thread, row by row', 'wasm, 1 thread'],
  ['wasm, 1 thread', 'wasm, 2 threads'],
  ['wasm, 2 threads', 'webgpu'],
  ['PyTorch, GPU', 'webgpu'],
];

/** The data for both sides. */
async function writeData(folder: string): Promise<void> {
  const random = new Random(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const start = [0];
  const members: number[] = [];
  for (let h = 0; h < HISTORIES; h++) {
    const length = Math.min(10, 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(0.55)));
    const own = new Set<number>();
    while (own.size < length) own.add(random.below(ITEMS));
    members.push(...own);
    start.push(members.length);
  }
  await chooseBackend('wasm', 1);
  const weights = variablesOf(createPapersNetwork(FEATURES, new Random(SEED))).all;
  const layers = weights.flatMap(({ shape }) => (shape.length === 2 ? [shape] : []));
  const file = (name: string, values: NodeJS.ArrayBufferView | string) => writeFileSync(join(folder, name), values);
  file('about.json', JSON.stringify({ items: ITEMS, features: FEATURES, layers, l2: 1e-4, seed: SEED }));
  file(
    'features.f32',
    Float32Array.from({ length: ITEMS * FEATURES }, () => Math.max(0, 0.35 + 0.45 * normal())),
  );
  file(
    'triples.i32',
    Int32Array.from({ length: 3 * TRIPLES }, (_, i) => random.below(i % 3 === 0 ? HISTORIES : ITEMS)),
  );
  file('start.i32', Int32Array.from(start));
  file('members.i32', Int32Array.from(members));
  file('weights.f32', Float32Array.from(weights.flatMap((weight) => [...weight.dataSync<'float32'>()])));
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

export async function benchTraining(log: (line: string) => void, batches: number[] = BATCHES): Promise<void> {
  const rivals = [ours('wasm', 1), ours('wasm', 2)];
  if (PYTHON) rivals.push(torch(1), torch(2), torch(1, 'rows'));
  else log('PyTorch skipped: not installed (apt-get install python3-torch)');
  if (PYTHON && runs(PYTHON, 'import torch; assert torch.cuda.is_available()')) rivals.push(torch('cuda'));
  await chooseBackend('webgpu', 1, 'training').then(
    () => rivals.push(ours('webgpu', 1)),
    (error) => log(`webgpu skipped: ${error.message}`),
  );
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
  try {
    await writeData(folder);
    for (const batch of batches) {
      const steps: Record<string, number[]> = {};
      const cpu: Record<string, number[]> = {};
      const losses: Record<string, number[]> = {};
      for (let round = 0; round < ROUNDS; round++)
        for (const { name, largestOnly, command } of rivals) {
          if (largestOnly && batch !== Math.max(...batches)) continue;
          const [program, ...args] = command(folder, batch);
          const { stdout, stderr, status } = spawnSync(program, [...args, `${SECONDS}`], { encoding: 'utf8' });
          if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
          const measured = JSON.parse(stdout) as Record<'steps' | 'cpu' | 'losses', number[]>;
          steps[name] = [...(steps[name] ?? []), ...measured.steps];
          cpu[name] = [...(cpu[name] ?? []), ...measured.cpu];
          losses[name] = measured.losses;
        }
      const rate = (name: string) => batch / median(steps[name]);
      const busyRate = (name: string) => batch / median(cpu[name]);
      const whole = (value: number) => Math.round(value).toLocaleString('en').padStart(7);
      for (const name of Object.keys(steps)) {
        const first = losses[name].slice(0, 2).map((loss) => loss.toFixed(6));
        log(
          `${batch.toLocaleString('en').padStart(6)} a batch  ${name.padEnd(30)}${whole(rate(name))} triples/s  (${whole(busyRate(name))})  loss ${first}`,
        );
      }
      for (const [one, other] of RATIOS)
        if (steps[one] && steps[other])
          log(
            `${' '.repeat(16)}${other} is ${(rate(other) / rate(one)).toFixed(2)} x ${one}  (${(busyRate(other) / busyRate(one)).toFixed(2)})`,
          );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const asked = process.argv.slice(2).map(Number);
  await benchTraining(console.log, asked.length > 0 ? asked : BATCHES);
  process.exit(0);
}
