// curatornet cluster as a process: its files, errors and results.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Clusters, readClusters } from '../../../trainer/cluster/clusters-file.ts';
import { type Dataset, openDataset } from '../../../trainer/dataset/dataset.ts';
import { writeNpy } from '../../../trainer/dataset/npy.ts';
import { curatornet, temporaryFolder } from '../command.ts';
import { importRefusal } from '../dataset/support.ts';
import { blobs } from './support.ts';

const folder = temporaryFolder();
const data = join(folder, 'data');
const cluster = (run: string, ...rest: string[]) =>
  curatornet('cluster', '--data', data, '--run', join(folder, run), ...rest);
const SMALL = ['--set', 'clusters=12', '--set', 'runs=4', '--set', 'dimensions=40'];
const read = (run: string) => readFileSync(join(folder, run, 'clusters.json'), 'utf8');
let dataset: Dataset;

beforeAll(async () => {
  await curatornet(
    'simulate',
    '--out',
    data,
    '--users',
    '60',
    '--items',
    '300',
    '--artists',
    '25',
    '--purchases',
    '400',
    '--side',
    '64',
  );
  dataset = await openDataset(data);
});

describe('on simulated items', () => {
  let clusters: Clusters;
  beforeAll(async () => {
    const { status, stdout, stderr } = await cluster('run', ...SMALL, '--json');
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/components {2}300 items.* 40 of 496, [6-9]\d\.\d% of the variance/);
    expect(stderr).toMatch(/k-means {2}4 runs[\s\S]*silhouette {2}300 items[\s\S]*map {2}300 items/);
    clusters = await readClusters(join(folder, 'run'), dataset);
    const { labels: _labels, map: _map, format: _format, ...figures } = JSON.parse(read('run'));
    expect(JSON.parse(stdout)).toMatchObject({ run: join(folder, 'run'), ...figures });
  });

  it('writes one file with its settings and dataset', () => {
    expect(readdirSync(join(folder, 'run'))).toEqual(['clusters.json']);
    expect(clusters).toMatchObject({ format: 1, dataset: dataset.fingerprint, seed: 1, k: 12, dimensions: 40 });
    expect(new Set(clusters.labels).size).toBe(12);
    expect(clusters.runs).toHaveLength(4);
    expect(clusters.silhouette).toBe(Math.max(...clusters.runs.map(({ silhouette }) => silhouette)));
  });

  it('clusters items of the same artist together more often than chance', () => {
    const { labels } = clusters;
    const together = { all: 0, alike: 0 };
    const pairs = { all: 0, alike: 0 };
    for (let a = 0; a < labels.length; a++)
      for (let b = 0; b < a; b++) {
        const alike = dataset.items[a].artist === dataset.items[b].artist;
        pairs.all++;
        together.all += Number(labels[a] === labels[b]);
        pairs.alike += Number(alike);
        together.alike += Number(alike && labels[a] === labels[b]);
      }
    expect(pairs.alike).toBeGreaterThan(500);
    expect(together.alike / pairs.alike).toBeGreaterThan(1.1 * (together.all / pairs.all));
  });

  it('gives the same file for the same seed, and a different one for another seed', async () => {
    expect((await cluster('again', ...SMALL)).status).toBe(0);
    expect(read('again')).toBe(read('run'));
    expect((await cluster('again', ...SMALL, '--seed', '2')).status).toBe(0);
    expect(read('again')).not.toBe(read('run'));
  });

  it('may precede training, which keeps clusters of its dataset and removes others', async () => {
    const before = read('run');
    const train = () => curatornet('train', '--data', data, '--run', join(folder, 'run'), '--preset', 'smoke');
    const first = await train();
    expect(first.status, first.stderr).toBe(0);
    expect(read('run')).toBe(before);
    writeFileSync(join(folder, 'run/clusters.json'), before.replace(dataset.fingerprint, 'f'.repeat(64)));
    expect((await train()).status).toBe(0);
    expect(existsSync(join(folder, 'run/clusters.json'))).toBe(false);
    expect((await cluster('run', ...SMALL)).status).toBe(0);
    expect(read('run')).toBe(before);
  });
});

it('finds planted groups in a subspace of many features, and separates them on the map', async () => {
  const [groups, each, size] = [8, 25, 400];
  const looks = blobs(groups, each, size, 1);
  await writeNpy(join(folder, 'f.npy'), groups * each, size, [looks]);
  writeFileSync(join(folder, 'e.csv'), 'user,item\nu,0\nu,1\nv,2\nv,3\n');
  const planted = join(folder, 'planted');
  const files = ['--events', join(folder, 'e.csv'), '--features', join(folder, 'f.npy')];
  const made = await curatornet('import', 'interactions', ...files, '--out', planted);
  expect(made.status, made.stderr).toBe(0);
  const run = join(folder, 'planted-run');
  const settings = ['--set', `clusters=${groups}`, '--set', 'dimensions=20', '--set', 'runs=3'];
  const { status, stdout, stderr } = await curatornet('cluster', '--data', planted, '--run', run, ...settings);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^clustered .*clusters\.json: 200 items in 8 clusters, silhouette 0\.\d{4}\n$/);
  const { labels, dimensions } = await readClusters(run, await openDataset(planted));
  expect(dimensions).toBe(20);
  expect(new Set(labels).size).toBe(groups);
  for (let row = groups; row < labels.length; row++) expect(labels[row]).toBe(labels[row - groups]);
});

it('makes at most as many clusters as items', async () => {
  const few = join(folder, 'few');
  await curatornet('simulate', '--out', few, '--users', '20', '--items', '30', '--side', '64');
  const run = join(folder, 'few-run');
  const { stdout, stderr } = await curatornet('cluster', '--data', few, '--run', run, '--json');
  expect(JSON.parse(stdout), stderr).toMatchObject({ k: 30, dimensions: 29, silhouette: 0 });
});

describe('rejects', () => {
  it.each<[string, string[], string]>([
    [
      'an unknown setting',
      ['--set', 'cluster=3'],
      "unknown setting 'cluster'\n  the settings are: clusters, dimensions, runs\n",
    ],
    ['a setting without a value', ['--set', 'clusters'], '--set clusters must have the form key=value\n'],
    ['none at all', ['--set', 'clusters=0'], "the setting clusters must be an integer between 1 and 10,000, not '0'\n"],
    ['a part of a run', ['--set', 'runs=1.5'], "the setting runs must be an integer between 1 and 200, not '1.5'\n"],
    [
      'an unknown backend',
      ['--backend', 'cuda'],
      "unknown backend 'cuda'\n  name one of: auto, node-gpu, wasm, webgpu, cpu\n",
    ],
    ['an invalid seed', ['--seed', '1.5'], '--seed 1.5 must be an integer between 0 and 4294967295\n'],
  ])('%s', async (_, args, message) => {
    const { status, stdout, stderr } = await cluster('refused', ...args);
    expect(stderr.startsWith(message), stderr).toBe(true);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });

  it('a folder that is not a run, and a file', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'notes.txt'), 'mine');
    const folderRefused = await cluster('other', ...SMALL);
    expect(folderRefused.stderr).toBe(
      `${other}: is not empty and not a run folder: it has no config.json\n  name another folder\n`,
    );
    const fileRefused = await cluster('other/notes.txt', ...SMALL);
    expect(fileRefused.stderr).toBe(`${join(other, 'notes.txt')}: is not a folder\n  name another one\n`);
    expect([folderRefused.status, fileRefused.status]).toEqual([2, 2]);
    expect(readdirSync(other)).toEqual(['notes.txt']);
  });
});

it('rejects clusters that are missing, invalid, of other items or of too many', async () => {
  const run = join(folder, 'reading');
  mkdirSync(run);
  const attempt = (text?: string) => {
    if (text !== undefined) writeFileSync(join(run, 'clusters.json'), text);
    return importRefusal(readClusters(run, dataset), run);
  };
  const good = { ...JSON.parse(read('run')) };
  const changed = (changes: object) => JSON.stringify({ ...good, ...changes });
  expect(await attempt()).toBe('missing: clusters.json: not found');
  expect(await attempt('{')).toBe('malformed: clusters.json: is not valid');
  expect(await attempt(changed({ format: 2 }))).toBe('malformed: clusters.json: is not valid: format: must be 1');
  expect(await attempt(changed({ colour: 1 }))).toBe(
    'malformed: clusters.json: is not valid: the document: has the unknown key "colour"',
  );
  expect(await attempt(changed({ dataset: 'x' }))).toBe('mismatch: clusters.json: has the clusters of another dataset');
  const unfit = 'malformed: clusters.json: has labels that do not match the items of the dataset';
  expect(await attempt(changed({ labels: [0] }))).toBe(unfit);
  expect(await attempt(changed({ k: 3 }))).toBe(unfit);
  writeFileSync(join(run, 'clusters.json'), changed({}));
  expect((await readClusters(run, dataset)).k).toBe(12);
});
