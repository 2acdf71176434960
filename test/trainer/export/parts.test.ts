// A bundle in parts, written and opened again: each item with its vector in the part that its id says.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundleItem, partOf } from '../../../shared/bundle.ts';
import { writeBundle } from '../../../trainer/export/bundle.ts';
import { readBundle } from '../../../trainer/serving/bundle-folder.ts';
import { openEvaluated, openNodeBundle } from '../../../trainer/serving/open-bundle.ts';
import { ServedCuratorNet } from '../../../trainer/serving/served.ts';
import { makeBundle } from '../../fixtures/bundle.ts';

const ITEMS = 60;
let folder: string;
let served: ServedCuratorNet;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'curatornet-parts-'));
  const { towers } = await makeBundle({ items: ITEMS, dimensions: 6 });
  const features = Float32Array.from({ length: ITEMS * 6 }, (_, i) => Math.sin(i * i));
  served = await ServedCuratorNet.open(towers, features, ITEMS);
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const write = (name: string, partItems?: number) =>
  writeBundle(join(folder, name), {
    served,
    evaluated: served,
    items: Array.from({ length: ITEMS }, (_, row) => ({ id: `w-${row}`, artist: `Artist ${row % 4}` })),
    sales: Array.from({ length: ITEMS }, (_, row) => row),
    clusters: null,
    features: 6,
    probes: [[3], [1, 4, 5, 9]],
    metrics: [],
    madeFrom: { dataset: 'd', fingerprint: '0'.repeat(64), preset: 'p', settings: {}, seed: 1, backend: 'none' },
    partItems,
  });

describe('a bundle of 60 items in parts of about 25', () => {
  it('has three parts, whose items and vectors are those of the bundle in one part', async () => {
    const manifest = await write('three', 25);
    const parts = [1, 2, 3].map((nth) => {
      const name = `items${nth === 1 ? '' : `-${nth}`}.json`;
      return JSON.parse(readFileSync(join(folder, 'three', name), 'utf8')) as BundleItem[];
    });
    for (const [nth, part] of parts.entries()) for (const { id } of part) expect(partOf(id, 3)).toBe(nth);
    expect(manifest.model.parts).toEqual(parts.map(({ length }) => length));
    expect(Object.keys(manifest.files).filter((name) => name.includes('-3'))).toEqual([
      'items-3.safetensors',
      'items-3.json',
      'evaluated-items-3.safetensors',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'three', 'sales.json'), 'utf8'))).toEqual({
      total: 1770,
      // 0 + 4 + … + 56, and so on.
      artists: [
        ['Artist 0', 420],
        ['Artist 1', 435],
        ['Artist 2', 450],
        ['Artist 3', 465],
      ],
    });
    const bundle = await openNodeBundle(await readBundle(join(folder, 'three')));
    const evaluated = await openEvaluated(bundle);
    expect(bundle.items.map(({ id }) => id)).toEqual(parts.flat().map(({ id }) => id));
    for (const [row, { id, sales }] of bundle.items.entries()) {
      expect(sales).toBe(Number(id.slice(2)));
      expect(bundle.table.vector(row)).toEqual(served.table.vector(sales));
      expect(evaluated.table.vector(row)).toEqual(served.table.vector(sales));
    }
    await bundle.towers.release();
  });

  it('without a part, or with items in another part, is refused', async () => {
    await write('spoiled', 25);
    const at = (name: string) => join(folder, 'spoiled', name);
    rmSync(at('items-3.json'));
    await expect(readBundle(join(folder, 'spoiled'))).rejects.toThrow('items-3.json: not found');
    const { manifest, files } = await readBundle(join(folder, 'three'));
    files.set('items-3.json', files.get('items-2.json')!);
    manifest.files['items-3.json'] = manifest.files['items-2.json'];
    manifest.model.parts = [manifest.model.parts![0], manifest.model.parts![1], manifest.model.parts![1]];
    await expect(openNodeBundle({ manifest, files })).rejects.toThrow('belongs to part 2, not 3');
  });
});

it('few items are in one part, with the usual names', async () => {
  const manifest = await write('one');
  expect(manifest.model).not.toHaveProperty('parts');
  expect(readdirSync(join(folder, 'one')).sort()).toEqual(
    [
      'manifest.json',
      'user-tower.onnx',
      'item-tower.onnx',
      'items.safetensors',
      'items.json',
      'evaluated-user-tower.onnx',
      'evaluated-item-tower.onnx',
      'evaluated-items.safetensors',
    ].sort(),
  );
  writeFileSync(join(folder, 'one', 'items.json'), '[]');
  await expect(readBundle(join(folder, 'one'))).rejects.toThrow('items.json: has 2 bytes');
});
