// clusters.csv, the optional file of a dataset, through import and openDataset.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../trainer/dataset/dataset.ts';
import { importInteractions } from '../../../trainer/dataset/interactions.ts';
import { files, importRefusal, matrix, names } from './support.ts';

const CLUSTERS = 'id,cluster\nc,0\na,7\nb,7\n';

/** Imports three items, a, b and c, with the given clusters. */
function importing(clusters?: string) {
  const paths = files({
    'events.csv': 'user,item\nu,a\n',
    'items.csv': 'id\na\nb\nc\n',
    'features.npy': matrix(3, 2),
    'clusters.csv': clusters ?? '',
  });
  const out = join(paths.folder, 'out');
  const options = { events: paths['events.csv'], items: paths['items.csv'], features: paths['features.npy'], out };
  const done = importInteractions({
    ...options,
    ...(clusters === undefined ? {} : { clusters: paths['clusters.csv'] }),
  });
  return { folder: paths.folder, out, done };
}

it('are stored by row, listed in dataset.json and part of the fingerprint', async () => {
  const { out, done } = importing(CLUSTERS);
  const manifest = await done;
  expect(readFileSync(join(out, 'clusters.csv'), 'utf8')).toBe('id,cluster\na,7\nb,7\nc,0\n');
  expect(manifest.files['clusters.csv']).toBe(23);
  expect((await openDataset(out)).clusters).toEqual(Int32Array.of(7, 7, 0));
  const others = await Promise.all([importing().done, importing(CLUSTERS.replace('7', '1')).done]);
  expect(new Set([manifest, ...others].map(({ fingerprint }) => fingerprint)).size).toBe(3);
});

it('are null without the file', async () => {
  const { out, done } = importing();
  await done;
  expect(names(out)).not.toContain('clusters.csv');
  expect((await openDataset(out)).clusters).toBeNull();
});

describe('rejects', () => {
  it.each([
    ['an unknown item', `${CLUSTERS}d,1\n`, 'invalid: clusters.csv line 5: unknown item "d"'],
    ['a repeated item', `${CLUSTERS}c,0\n`, 'invalid: clusters.csv line 5: repeats the id "c" of line 2'],
    ['an item without a cluster', 'id,cluster\na,1\nc,1\n', 'mismatch: clusters.csv: has no cluster for the item "b"'],
    ['not a number', 'id,cluster\na,x\n', 'invalid: clusters.csv line 2: cluster "x" is not a cluster number'],
    ['a negative number', 'id,cluster\na,-1\n', 'invalid: clusters.csv line 2: cluster "-1" is not a cluster number'],
    ['a fraction', 'id,cluster\na,1.5\n', 'invalid: clusters.csv line 2: cluster "1.5" is not a cluster number'],
    ['another column', 'id,label\na,1\n', 'malformed: clusters.csv line 1: unknown column "label"'],
  ])('%s', async (_what, clusters, message) => {
    const { folder, done } = importing(clusters);
    expect(await importRefusal(done, folder)).toBe(message);
    expect(names(folder)).not.toContain('out');
  });

  it('a file that was added or changed', async () => {
    const { out, done } = importing();
    await done;
    writeFileSync(join(out, 'clusters.csv'), CLUSTERS);
    expect(await importRefusal(openDataset(out), out)).toBe(
      'mismatch: clusters.csv: dataset.json does not list this file, but the folder has 23',
    );
  });
});
