// What a pretrained network's features gain over the engineered ones, on a folder with items.csv, events.csv and images.
// `node test/bench/encoder-quality.ts [DATA]`: visual similarity alone; without DATA, a simulated store, and CuratorNet too.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvaluationRow } from '../../shared/bundle.ts';
import { openDataset } from '../../trainer/dataset/dataset.ts';
import { split } from '../../trainer/dataset/split.ts';
import { means } from '../../trainer/evaluate/compare.ts';
import { measureAll } from '../../trainer/evaluate/protocol.ts';
import { makeTask } from '../../trainer/evaluate/task.ts';
import { visRank, visualScores } from '../../trainer/rivals/visrank.ts';
import { useBackend } from '../../trainer/tfjs/choose.ts';
import { fetchPretrained } from '../fixtures/pretrained.ts';

const CLI = fileURLToPath(new URL('../../trainer/cli.ts', import.meta.url));

function curatornet(...args: string[]): void {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`curatornet ${args.join(' ')}:\n${stderr}`);
  console.error(`curatornet ${args[0]}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

const [given] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
const data = join(folder, 'data');
if (given === undefined)
  curatornet('simulate', '--out', data, '--users', '500', '--items', '600', '--purchases', '1500');
else {
  for (const name of ['items.csv', 'events.csv', 'validation.csv'])
    if (existsSync(join(given, name))) cpSync(join(given, name), join(data, name));
  symlinkSync(resolve(given, 'images'), join(data, 'images'));
}
const networks = await fetchPretrained(folder);
if (!networks) throw new Error('the npm registry cannot be reached');
for (const [name, options] of [
  ['engineered', []],
  ['MobileNetV2', ['--model', networks.onnx]],
] as const) {
  curatornet('embed', '--data', data, '--force', ...options);
  for (const { method, items, users, auc, recallAt20, ndcgAt20, intervals } of await measured(join(folder, name)))
    console.log(
      [name, method, items, `${users} users`, auc, recallAt20, ndcgAt20]
        .map((one) => (typeof one === 'number' ? one.toFixed(4) : one))
        .join('  '),
      `[${intervals.ndcgAt20.map((one) => one.toFixed(4)).join(', ')}]`,
    );
}

async function measured(run: string): Promise<EvaluationRow[]> {
  if (given === undefined) {
    curatornet('run', '--data', data, '--run', run, '--preset', 'demo', '--no-ablation');
    return JSON.parse(readFileSync(join(run, 'evaluation.json'), 'utf8')).rows;
  }
  await useBackend({});
  const dataset = await openDataset(data);
  const task = makeTask(dataset, split(dataset), 'catalogue');
  const scoresOf = visualScores(dataset.features, dataset.featureSize);
  const rankers = (['max', 'mean'] as const).map((rule) => visRank(scoresOf, rule));
  const { all, cold } = await measureAll(rankers, task);
  return [...means(all, 'all', 1), ...means(cold, 'cold', 1)];
}
