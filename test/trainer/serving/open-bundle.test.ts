// Opens a bundle in onnxruntime: rejects invalid ones, and scores a dataset like the worker.
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

describe('openNodeBundle', () => {
  it('accepts an unchanged bundle', async () => {
    const { items, towers } = await openNodeBundle(folderOf(fixture));
    expect(items.length).toBe(40);
    await towers.release();
  });
  it('accepts an older bundle of float32, whose probes know nothing of planes, and encodes its vectors', async () => {
    const older = await makeBundle({ items: 40, dimensions: 8, hidden: [8], encoding: 'float32', first: 500 });
    expect(older.manifest.model.vectors).toBeUndefined();
    const { table, towers } = await openNodeBundle(folderOf(older));
    // 500 is above 32383 x 2^-7, so values are multiples of 2^-6.
    expect([...table.vector(7)]).toEqual(older.vectors[7].map((value) => Math.floor(value * 64 + 0.5) / 64));
    await towers.release();
    const manifest = structuredClone(older.manifest);
    manifest.probes[1].top[0].score *= 1.001;
    await expect(openNodeBundle({ ...folderOf(older), manifest })).rejects.toThrow('disagrees with the trainer');
  });
  it('rejects a probe with another result', async () => {
    const manifest = structuredClone(fixture.manifest);
    manifest.probes[1].user[3] += 0.01;
    await expect(openNodeBundle({ ...folderOf(fixture), manifest })).rejects.toThrow(
      'disagrees with the trainer on a probe',
    );
  });
  it('rejects a file that is not a tower', async () => {
    const change = { [BUNDLE_FILES.userTower]: new Uint8Array(100) };
    await expect(openNodeBundle(folderOf(fixture, change))).rejects.toThrow('100 bytes, but the manifest says');
    const manifest = structuredClone(fixture.manifest);
    manifest.files[BUNDLE_FILES.userTower] = { bytes: 100, sha256: await sha256Hex(new Uint8Array(100)) };
    const forged = { ...folderOf(fixture, change), manifest };
    await expect(openNodeBundle(forged)).rejects.toMatchObject({ code: 'malformed', where: BUNDLE_FILES.userTower });
  });
  it('rejects an item tower for other features', async () => {
    const manifest = structuredClone(fixture.manifest);
    manifest.model.features = 7;
    await expect(openNodeBundle({ ...folderOf(fixture), manifest })).rejects.toThrow('it does not accept 7 features');
  });
});

describe('as a ranker', () => {
  /** Two items of the bundle, in another order, and a new one. */
  const dataset = {
    folder: 'data',
    items: [{ id: 'w-9' }, { id: 'new' }, { id: 'w-2' }],
    features: Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)),
    featureSize: 6,
  };
  it('items of the table have their vectors there, others go through the item tower', async () => {
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
  it('rejects items whose vectors are not finite', async () => {
    const bundle = await openNodeBundle(folderOf(fixture));
    const large = { ...dataset, features: new Float32Array(18).fill(3e38) };
    await expect(rankerOf(bundle, large, 'candidate')).rejects.toThrow('vectors with numbers that are not finite');
    await bundle.towers.release();
  });
  it('rejects unknown items with other features', async () => {
    const bundle = await openNodeBundle(folderOf(fixture));
    const wide = { ...dataset, features: new Float32Array(27), featureSize: 9 };
    await expect(rankerOf(bundle, wide, 'champion')).rejects.toThrow('with 9 features; that version accepts 6');
    const known = { ...wide, items: [{ id: 'w-9' }, { id: 'w-2' }, { id: 'w-3' }] };
    expect((await rankerOf(bundle, known, 'champion')).name).toBe('champion');
    await bundle.towers.release();
  });
});
