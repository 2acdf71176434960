// clusters.json of a run folder: reading it, and errors for other datasets.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeClusters } from '../../../trainer/cluster/clusters-file.ts';
import { loadLabels } from '../../../trainer/cluster/labels.ts';
import { temporaryFolder } from '../command.ts';
import { dataOf, draw, STORE } from '../sample/support.ts';

const run = temporaryFolder();
const dataset = { fingerprint: 'f', items: [0, 1, 2], clusters: null };
const about = { seed: 1, k: 2, dimensions: 1, explainedVariance: 1, runs: [], silhouette: 0.25 };
const write = (fingerprint: string, labels: number[]) =>
  writeClusters(run, { ...about, dataset: fingerprint, labels, map: labels.map((): [number, number] => [0, 0]) });

it('is null if the file does not exist', async () => {
  expect(await loadLabels(join(run, 'nowhere'), dataset)).toBeNull();
});

it('is the clusters of the dataset where the run folder has none', async () => {
  const clusters = Int32Array.of(7, 7, 40);
  for (const folder of [undefined, join(run, 'nowhere')])
    expect(await loadLabels(folder, { ...dataset, clusters })).toEqual(clusters);
});

it('reads the labels by row', async () => {
  await write('f', [1, 0, 1]);
  expect(await loadLabels(run, dataset)).toEqual(Int32Array.of(1, 0, 1));
});

it('rejects clusters of another dataset, and invalid files', async () => {
  const where = join(run, 'clusters.json');
  await write('g', [1, 0, 1]);
  await expect(loadLabels(run, dataset)).rejects.toMatchObject({ code: 'mismatch', where });
  await write('f', [1, 0]);
  await expect(loadLabels(run, dataset)).rejects.toMatchObject({ code: 'malformed', where });
  writeFileSync(where, '{"labels": [1, 0,');
  await expect(loadLabels(run, dataset)).rejects.toMatchObject({ code: 'malformed', where });
});

it('may be any integers, since owners choose their own labels', () => {
  const data = dataOf(STORE);
  const labels = data.labels!.map((label) => 999_999_999 - label);
  const settings = { missingFromBasket: 1, profileItems: 1 };
  expect(draw({ ...data, labels }, settings).all).toEqual(draw(data, settings).all);
});
