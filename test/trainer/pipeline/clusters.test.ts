// The clusters of a run: those of the run folder, which `curatornet cluster` writes, else those of the dataset; without
// either, `run` computes them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { writeNpy } from '../../../trainer/dataset/npy.ts';
import { curatornet, temporaryFolder } from '../command.ts';

const folder = temporaryFolder();
const simulated = join(folder, 'simulated');
const imported = join(folder, 'imported');
const run = join(folder, 'run');
/** The dataset's own labels: 7, 70, 700, 7000. */
const labelOf = (row: number) => 7 * 10 ** (row % 4);
const json = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
const done = async (...args: string[]) => {
  const finished = await curatornet(...args);
  expect(finished.status, finished.stderr).toBe(0);
  return finished;
};
const SMOKE = ['--preset', 'smoke', '--no-ablation', '--json'];

beforeAll(async () => {
  await done('simulate', '--out', simulated, '--users', '60', '--items', '64', '--purchases', '300', '--side', '32');
  const rows = Array.from({ length: 64 }, (_, row) => row);
  const [, ...items] = readFileSync(join(simulated, 'items.csv'), 'utf8').trim().split('\n');
  const ids = items.map((line) => line.split(',')[0]);
  writeFileSync(
    join(folder, 'clusters.csv'),
    `id,cluster\n${rows.map((row) => `${ids[row]},${labelOf(row)}\n`).join('')}`,
  );
  const file = (name: string) => join(simulated, name);
  const files = ['--events', file('events.csv'), '--items', file('items.csv'), '--features', file('features.npy')];
  await done('import', 'interactions', ...files, '--clusters', join(folder, 'clusters.csv'), '--out', imported);
});

it('sample uses the clusters of the dataset', async () => {
  const settings = ['--preset', 'paper', '--set', 'triples=600', '--set', 'validationTriples=60'];
  const { stdout } = await done('sample', '--data', imported, ...settings, '--json');
  const { skipped, yields } = JSON.parse(stdout);
  expect(skipped).toEqual([]);
  expect(yields.map(({ guideline }: { guideline: string }) => guideline)).toEqual(
    [1, 2, 3, 4, 5, 6].map((number) => `guideline ${number}`),
  );
});

it('run uses the clusters of the dataset, in the bundle and the map too', async () => {
  const { stdout } = await done('run', '--data', imported, '--run', run, ...SMOKE);
  expect(Object.keys(JSON.parse(stdout))).toEqual(['training', 'evaluation', 'report', 'export']);
  expect(existsSync(join(run, 'clusters.json'))).toBe(false);
  expect(json('run/bundle/items.json').map(({ cluster }: { cluster: number }) => cluster)).toEqual(
    Array.from({ length: 64 }, (_, row) => labelOf(row)),
  );
  const page = readFileSync(join(run, 'report/index.html'), 'utf8');
  expect(page).toContain('64 items, each a point in the colour of its visual cluster: 4 clusters from the dataset');
});

it('clusters of the run folder have precedence', async () => {
  await done('cluster', '--data', imported, '--run', run, '--set', 'clusters=5', '--set', 'runs=2');
  await done('export', '--run', run);
  const { labels } = json('run/clusters.json');
  expect(json('run/bundle/items.json').map(({ cluster }: { cluster: number }) => cluster)).toEqual(labels);
});

it('run computes missing clusters: the square root of the number of items', async () => {
  const { stdout } = await done('run', '--data', simulated, '--run', join(folder, 'other'), ...SMOKE);
  expect(JSON.parse(stdout).clusters).toMatchObject({ k: 8, seed: 1 });
  const { labels } = json('other/clusters.json');
  expect(json('other/bundle/items.json').map(({ cluster }: { cluster: number }) => cluster)).toEqual(labels);
  expect(readFileSync(join(folder, 'other/report/index.html'), 'utf8')).toContain('8 clusters by k-means');
});

it('run skips clustering of a single item, and says so', async () => {
  const one = join(folder, 'one');
  mkdirSync(one);
  await writeNpy(join(one, 'f.npy'), 1, 2, [Float32Array.of(1, 2)]);
  writeFileSync(join(one, 'e.csv'), 'user,item\nu,0\nv,0\n');
  const data = join(one, 'data');
  await done('import', 'interactions', '--events', join(one, 'e.csv'), '--features', join(one, 'f.npy'), '--out', data);
  const { stderr } = await curatornet('run', '--data', data, '--run', join(one, 'run'), ...SMOKE);
  expect(stderr).toContain('cluster  skipped: clustering needs at least 2 items, the dataset has 1');
});
