// openDataset: rejects a folder that changed since its creation, and names the file.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../trainer/dataset/dataset.ts';
import { importInteractions } from '../../../trainer/dataset/interactions.ts';
import { files, freshFolder, importRefusal, matrix } from './support.ts';

/** A dataset of three items and two users, which tests damage. */
async function made(): Promise<string> {
  const paths = files({ 'e.csv': 'user,item\nu,0\nv,1\n', 'v.csv': 'user,item\nu,2\n', 'f.npy': matrix(3, 2) });
  const out = join(paths.folder, 'out');
  await importInteractions({ events: paths['e.csv'], validation: paths['v.csv'], features: paths['f.npy'], out });
  return out;
}
const manifest = (out: string) => JSON.parse(readFileSync(join(out, 'dataset.json'), 'utf8'));
const writeManifest = (out: string, json: object) => writeFileSync(join(out, 'dataset.json'), JSON.stringify(json));

describe('rejects', () => {
  it('a missing folder, or one without dataset.json, and says how to create it', async () => {
    const none = join(freshFolder(), 'none');
    const error = await openDataset(none).catch((reason) => reason);
    expect(error).toMatchObject({
      code: 'missing',
      message: `${none}: has no readable dataset.json`,
      how: expect.stringContaining('curatornet import interactions --events'),
    });
  });

  it.each<[string, (json: Record<string, unknown>) => unknown, string]>([
    [
      'another format',
      (json) => ({ ...json, format: 2 }),
      'malformed: dataset.json: has format 2; this program reads format 1',
    ],
    [
      'an unknown key',
      (json) => ({ ...json, extra: 1 }),
      'malformed: dataset.json: does not describe a dataset:\n✖ has the unknown key "extra"',
    ],
    [
      'no fingerprint',
      ({ fingerprint: _, ...json }) => json,
      'malformed: dataset.json: does not describe a dataset:\n✖ is missing\n  → at fingerprint',
    ],
    [
      'other counts',
      (json) => ({ ...json, counts: { ...(json.counts as object), users: 3 } }),
      'mismatch: dataset.json: says users 3, but the files have 2',
    ],
  ])('dataset.json with %s', async (_what, spoil, message) => {
    const out = await made();
    writeManifest(out, spoil(manifest(out)) as object);
    expect(await importRefusal(openDataset(out), out)).toBe(message);
  });

  it('dataset.json that is not JSON', async () => {
    const out = await made();
    writeFileSync(join(out, 'dataset.json'), '{');
    expect(await importRefusal(openDataset(out), out)).toBe('malformed: dataset.json: is not JSON');
  });

  it('a file that was changed in length, removed or added', async () => {
    const out = await made();
    writeFileSync(join(out, 'events.csv'), 'user,item\nu,0\nv,1\nv,2\n');
    expect(await importRefusal(openDataset(out), out)).toBe(
      'mismatch: events.csv: dataset.json says 18 bytes, but the folder has 22',
    );
    writeFileSync(join(out, 'events.csv'), 'user,item\nu,0\nv,1\n');
    await openDataset(out);
    const validation = readFileSync(join(out, 'validation.csv'));
    rmSync(join(out, 'validation.csv'));
    expect(await importRefusal(openDataset(out), out)).toBe(
      'mismatch: validation.csv: dataset.json says 14 bytes, but the folder has none',
    );
    const { 'validation.csv': _, ...others } = manifest(out).files;
    writeManifest(out, { ...manifest(out), files: others });
    writeFileSync(join(out, 'validation.csv'), validation);
    expect(await importRefusal(openDataset(out), out)).toBe(
      'mismatch: validation.csv: dataset.json does not list this file, but the folder has 14',
    );
  });

  it('edits that keep the length, with line or row', async () => {
    const out = await made();
    const edit = (name: string, from: string, to: string) => {
      const path = join(out, name);
      writeFileSync(path, readFileSync(path, 'latin1').replace(from, to), 'latin1');
    };
    edit('events.csv', 'v,1', 'v,7');
    expect(await importRefusal(openDataset(out), out)).toBe('invalid: events.csv line 3: unknown item "7"');
    edit('events.csv', 'v,7', 'u,1');
    expect(await importRefusal(openDataset(out), out)).toBe(
      'mismatch: dataset.json: says users 2, but the files have 1',
    );
    edit('events.csv', 'u,1', 'v,1');
    edit('items.csv', '2', '0');
    expect(await importRefusal(openDataset(out), out)).toBe('invalid: items.csv line 4: repeats the id "0" of line 2');
    edit('items.csv', '1\n0', '1\n2');
    edit('features.npy', '(3, 2)', '(2, 3)');
    expect(await importRefusal(openDataset(out), out)).toBe(
      'mismatch: features.npy: has 2 rows, items.csv has 3 items',
    );
  });
});
