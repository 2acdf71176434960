// parseManifest and parseItems: valid input, and each error with its message.
import { describe, expect, it } from 'vitest';
import { BUNDLE_FILES, parseItems, parseManifest } from '../../shared/bundle.ts';
import { manifestOf } from './bundle.support.ts';
import { refusal } from './support.ts';

type Path = readonly (string | number)[];
/** The manifest with the value at a path replaced; undefined removes it. */
async function spoiled(path: Path, value: unknown): Promise<string> {
  const manifest = JSON.parse(JSON.stringify(await manifestOf()));
  let at = manifest;
  for (const key of path.slice(0, -1)) at = at[key];
  at[path.at(-1) as string] = value;
  return JSON.stringify(manifest);
}

describe('parseManifest', () => {
  it("reads the trainer's manifest", async () => {
    const manifest = await manifestOf();
    expect(await parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  });

  it.each<[Path, unknown, string]>([
    [['format'], 2, 'format: must be 1'],
    [['format'], undefined, 'format: must be 1'],
    [['version'], '0123', 'version: must be a version: 16 hexadecimal digits'],
    [['version'], '../../etc/passwd', 'version: must be a version: 16 hexadecimal digits'],
    [['createdAt'], 'yesterday', 'createdAt: must be a date and time in ISO 8601'],
    [['model', 'items'], 0, 'model.items: must be above 0'],
    [['model', 'dimensions'], 2.5, 'model.dimensions: must be an integer'],
    [['madeFrom', 'fingerprint'], 'F'.repeat(64), 'madeFrom.fingerprint: must be a sha256 in hexadecimal'],
    [['madeFrom', 'settings', 'steps'], null, 'madeFrom.settings.steps: has a value of the wrong type'],
    [['metrics'], [{ method: 'CuratorNet', items: 'some' }], 'metrics.0.items: '],
    [['files', 'items.json'], undefined, 'files.items.json: is missing'],
    [['files', 'extra.js'], { bytes: 1, sha256: '0'.repeat(64) }, 'files: has the unknown key "extra.js"'],
    [
      ['files', 'evaluated-items.safetensors'],
      { bytes: 1, sha256: '0'.repeat(64) },
      'files: some files of the evaluated model are missing',
    ],
    [['files', 'items.json', 'bytes'], -1, 'files.items.json.bytes: must be at least 0'],
    [['files', 'items.json', 'sha256'], '00', 'files.items.json.sha256: must be a sha256 in hexadecimal'],
    [['note'], 'x', 'the document: has the unknown key "note"'],
    [['model', 'layers'], 3, 'model: has the unknown key "layers"'],
    [['model', 'parts'], [3], 'model.parts: must have at least 2 entries'],
    [['model', 'parts'], [1, 1], 'model.parts: must add up to 3'],
    [['model', 'parts'], [1, 2], 'files.items-2.safetensors: is missing'],
    [['files', 'items-2.json'], { bytes: 1, sha256: '0'.repeat(64) }, 'files: has the unknown key "items-2.json"'],
    [['files', 'sales.json'], { bytes: 1, sha256: '0'.repeat(64) }, 'files: has the unknown key "sales.json"'],
    [['probes'], [], 'probes: must have at least 1 entry'],
    [['probes', 0, 'history'], [], 'probes.0.history: must have at least 1 entry'],
    [['probes', 0, 'user', 0], null, 'probes.0.user.0: must be a finite number'],
    [['probes', 0, 'top', 0, 'score'], '2', 'probes.0.top.0.score: must be a finite number'],
  ])('%j of %j is rejected', async (path, value, sentence) => {
    const said = await refusal(async () => parseManifest(await spoiled(path, value)));
    expect(said.slice(0, `malformed: manifest.json: ${sentence}`.length)).toBe(`malformed: manifest.json: ${sentence}`);
  });

  it('rejects a number outside the range of floats', async () => {
    const text = JSON.stringify(await manifestOf()).replace('"score":2', '"score":1e999');
    expect(await refusal(() => parseManifest(text))).toBe(
      'malformed: manifest.json: probes.0.top.0.score: must be a finite number',
    );
  });

  it.each<[string, string]>([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['null', 'the document: must be an object'],
    ['[]', 'the document: must be an object'],
  ])('%j is rejected', async (text, sentence) => {
    expect(await refusal(() => parseManifest(text, 'v/manifest.json'))).toBe(`malformed: v/manifest.json: ${sentence}`);
  });

  it("keeps the JSON parser's error as cause", async () => {
    await expect(parseManifest('{')).rejects.toMatchObject({ cause: expect.any(SyntaxError) });
  });

  it.each<[Path, unknown]>([
    [['version'], '0123456789abcdef'],
    [['files', 'items.json', 'bytes'], 3],
    [['files', 'items.json', 'sha256'], '0'.repeat(64)],
  ])('%j of %j does not make the version, and is rejected', async (path, value) => {
    const text = await spoiled(path, value);
    expect(await refusal(() => parseManifest(text))).toBe(
      `mismatch: manifest.json: the listed files do not match the version ${JSON.parse(text).version}`,
    );
  });
});

describe('parseItems', () => {
  const parse = (items: unknown, rows: number) => parseItems(new TextEncoder().encode(JSON.stringify(items)), rows);
  const full = { id: 'b', title: 'T', artist: 'A', image: 'b.jpg', price: 9.5, currency: 'EUR', sales: 3 };

  const full2 = { ...full, id: 'c' };

  it('reads items in order, with and without optional fields', () => {
    expect(parse([{ id: 'ü', sales: 0 }, full], 2)).toEqual([{ id: 'ü', sales: 0 }, full]);
  });

  it.each<[unknown, string]>([
    [{}, 'malformed: items.json: the document: must be an array'],
    [
      [{ id: '', sales: 0 }, full2],
      'malformed: items.json: 0.id: must be 1 to 128 characters, without control characters and lone surrogates, without white space at its ends, and neither . nor ..',
    ],
    [[{ id: 7, sales: 0 }, full2], 'malformed: items.json: 0.id: must be a string'],
    [[full, { id: 'c' }], 'malformed: items.json: 1.sales: is missing'],
    [[{ ...full, sales: -1 }, full2], 'malformed: items.json: 0.sales: must be at least 0'],
    [[{ ...full, price: '9' }, full2], 'malformed: items.json: 0.price: must be a finite number'],
    [[full], 'mismatch: items.json: has 1 items, but the manifest says 2'],
    [[full, full, full], 'mismatch: items.json: has 3 items, but the manifest says 2'],
    [[full, { ...full, title: 'other' }], 'invalid: items.json: 1.id: b occurs twice'],
  ])('%j is rejected', async (items, sentence) => {
    expect(await refusal(() => parse(items, 2))).toBe(sentence);
  });

  it('rejects text that is not JSON', async () => {
    expect(await refusal(() => parseItems(new Uint8Array(3), 0))).toBe(`malformed: ${BUNDLE_FILES.items}: not JSON`);
  });
});
