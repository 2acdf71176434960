// A bundle in onnxruntime: what is wrong with it is found, and as a ranker it scores a dataset as the worker would.
import { beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE_FILES, sha256Hex } from '../../../shared/bundle.ts';
import type { BundleFolder } from '../../../trainer/serving/bundle-folder.ts';
import { rankerOf } from '../../../trainer/serving/bundle-ranker.ts';
import { openNodeBundle } from '../../../trainer/serving/open-bundle.ts';
import { type FixtureBundle, makeBundle } from '../../fixtures/bundle.ts';
import { dense, userVector } from '../../fixtures/reference.ts';

let fixture: FixtureBundle;
beforeAll(async () => {
  fixture = await makeBundle({ items: 40, dimensions: 8, hidden: [8] });
});
const folderOf = ({ manifest, files }: FixtureBundle, change: Partial<FixtureBundle['files']> = {}): BundleFolder => ({
  manifest,
  files: new Map(Object.entries({ ...files, ...change } as FixtureBundle['files'])),
});

describe('what is wrong with a bundle', () => {
  it('is nothing where it is as it was made', async () => {
    const { items, towers } = await openNodeBundle(folderOf(fixture));
    expect(items.length).toBe(40);
    await towers.release();
  });
  it('a probe that comes to something else', async () => {
    const manifest = structuredClone(fixture.manifest);
    manifest.probes[1].user[3] += 0.01;
    await expect(openNodeBundle({ ...folderOf(fixture), manifest })).rejects.toThrow(
      'disagrees with the trainer on a probe',
    );
  });
  it('a tower that is none', async () => {
    const change = { [BUNDLE_FILES.userTower]: new Uint8Array(100) };
    await expect(openNodeBundle(folderOf(fixture, change))).rejects.toThrow('100 bytes, but the manifest says');
    const manifest = structuredClone(fixture.manifest);
    manifest.files[BUNDLE_FILES.userTower] = { bytes: 100, sha256: await sha256Hex(new Uint8Array(100)) };
    const forged = { ...folderOf(fixture, change), manifest };
    await expect(openNodeBundle(forged)).rejects.toMatchObject({ code: 'malformed', where: BUNDLE_FILES.userTower });
  });
  it('an item tower that takes other features', async () => {
    const manifest = structuredClone(fixture.manifest);
    manifest.model.features = 7;
    await expect(openNodeBundle({ ...folderOf(fixture), manifest })).rejects.toThrow('it does not accept 7 features');
  });
});

describe('as a ranker', () => {
  /** Two items of the bundle, in another order, and one that came since. */
  const dataset = {
    folder: 'data',
    items: [{ id: 'w-9' }, { id: 'new' }, { id: 'w-2' }],
    features: Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)),
    featureSize: 6,
  };
  it('items of the table keep their vectors, others go through the item tower', async () => {
    const bundle = await openNodeBundle(folderOf(fixture));
    const ranker = await rankerOf(bundle, dataset, 'candidate');
    const scores = await ranker.score({ user: 0, history: [0, 1] });
    const made = dense([...dataset.features.subarray(6, 12)], fixture.towers.item[0]);
    const vectors = [fixture.vectors[9], made, fixture.vectors[2]];
    const user = userVector([vectors[0], vectors[1]], fixture.towers.user);
    for (const [row, vector] of vectors.entries())
      expect(scores[row]).toBeCloseTo(
        vector.reduce((sum, value, i) => sum + value * user[i], 0),
        3,
      );
    await bundle.towers.release();
  });
  it('items that it does not know, with features that it does not take, are a reason to stop', async () => {
    const bundle = await openNodeBundle(folderOf(fixture));
    const wide = { ...dataset, features: new Float32Array(27), featureSize: 9 };
    await expect(rankerOf(bundle, wide, 'champion')).rejects.toThrow('their 9 features are not the 6 that it takes');
    const known = { ...wide, items: [{ id: 'w-9' }, { id: 'w-2' }, { id: 'w-3' }] };
    expect((await rankerOf(bundle, known, 'champion')).name).toBe('champion');
    await bundle.towers.release();
  });
});
