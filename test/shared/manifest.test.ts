// parseManifest and parseItems: what they read, and each refusal with its sentence.
import { describe, expect, it } from 'vitest';
import { BUNDLE_FILES, parseItems, parseManifest } from '../../shared/bundle.ts';
import { manifestOf } from './bundle.support.ts';
import { refusal } from './support.ts';

type Path = readonly (string | number)[];
/** The manifest with a value put at a path; undefined removes what is there. */
async function spoiled(path: Path, value: unknown): Promise<string> {
  const manifest = JSON.parse(JSON.stringify(await manifestOf()));
  let at = manifest;
  for (const key of path.slice(0, -1)) at = at[key];
  at[path.at(-1) as string] = value;
  return JSON.stringify(manifest);
}

describe('parseManifest', () => {
  it('reads what the trainer writes', async () => {
    const manifest = await manifestOf();
    expect(await parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  });

  it.each<[Path, unknown, string]>([
    [['format'], 2, 'format: Invalid input: expected 1'],
    [['format'], undefined, 'format: Invalid input: expected 1'],
    [['version'], '0123', 'version: must be a version: 16 hexadecimal digits'],
    [['version'], '../../etc/passwd', 'version: must be a version: 16 hexadecimal digits'],
    [['createdAt'], 'yesterday', 'createdAt: Invalid ISO datetime'],
    [['model', 'items'], 0, 'model.items: Too small: expected number to be >0'],
    [['model', 'dimensions'], 2.5, 'model.dimensions: Invalid input: expected int, received number'],
    [['madeFrom', 'fingerprint'], 'F'.repeat(64), 'madeFrom.fingerprint: must be a sha256 in hexadecimal'],
    [['madeFrom', 'settings', 'steps'], null, 'madeFrom.settings.steps: Invalid input'],
    [['metrics'], [{ method: 'CuratorNet', items: 'some' }], 'metrics.0.items: '],
    [['files', 'items.json'], undefined, 'files.items.json: Invalid input: expected object, received undefined'],
    [['files', 'extra.js'], { bytes: 1, sha256: '0'.repeat(64) }, 'files: Unrecognized key: "extra.js"'],
    [
      ['files', 'evaluated-items.safetensors'],
      { bytes: 1, sha256: '0'.repeat(64) },
      'files: some files of the evaluated model are missing',
    ],
    [['files', 'items.json', 'bytes'], -1, 'files.items.json.bytes: Too small: expected number to be >=0'],
    [['files', 'items.json', 'sha256'], '00', 'files.items.json.sha256: must be a sha256 in hexadecimal'],
    [['note'], 'x', 'the document: Unrecognized key: "note"'],
    [['model', 'layers'], 3, 'model: Unrecognized key: "layers"'],
    [['probes'], [], 'probes: Too small: expected array to have >=1 items'],
    [['probes', 0, 'history'], [], 'probes.0.history: Too small: expected array to have >=1 items'],
    [['probes', 0, 'user', 0], null, 'probes.0.user.0: Invalid input: expected number, received null'],
    [['probes', 0, 'top', 0, 'score'], '2', 'probes.0.top.0.score: Invalid input: expected number, received string'],
  ])('%j of %j is refused', async (path, value, sentence) => {
    const said = await refusal(async () => parseManifest(await spoiled(path, value)));
    expect(said.slice(0, `malformed: manifest.json: ${sentence}`.length)).toBe(`malformed: manifest.json: ${sentence}`);
  });

  it('a number that no float can hold is refused', async () => {
    const text = JSON.stringify(await manifestOf()).replace('"score":2', '"score":1e999');
    expect(await refusal(() => parseManifest(text))).toBe(
      'malformed: manifest.json: probes.0.top.0.score: Invalid input: expected number, received Infinity',
    );
  });

  it.each<[string, string]>([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['null', 'the document: Invalid input: expected object, received null'],
    ['[]', 'the document: Invalid input: expected object, received array'],
  ])('%j is refused', async (text, sentence) => {
    expect(await refusal(() => parseManifest(text, 'v/manifest.json'))).toBe(`malformed: v/manifest.json: ${sentence}`);
  });

  it('keeps the reason why it is not JSON', async () => {
    await expect(parseManifest('{')).rejects.toMatchObject({ cause: expect.any(SyntaxError) });
  });

  it.each<[Path, unknown]>([
    [['version'], '0123456789abcdef'],
    [['files', 'items.json', 'bytes'], 3],
    [['files', 'items.json', 'sha256'], '0'.repeat(64)],
  ])('%j of %j does not make the version, and is refused', async (path, value) => {
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

  it('reads items in their order, bare or with everything', () => {
    expect(parse([{ id: 'ü', sales: 0 }, full], 2)).toEqual([{ id: 'ü', sales: 0 }, full]);
  });

  it.each<[unknown, string]>([
    [{}, 'malformed: items.json: the document: Invalid input: expected array, received object'],
    [
      [{ id: '', sales: 0 }, full2],
      'malformed: items.json: 0.id: must be 1 to 128 characters, without control characters and lone surrogates, without white space at its ends, and neither . nor ..',
    ],
    [[{ id: 7, sales: 0 }, full2], 'malformed: items.json: 0.id: Invalid input: expected string, received number'],
    [[full, { id: 'c' }], 'malformed: items.json: 1.sales: Invalid input: expected number, received undefined'],
    [[{ ...full, sales: -1 }, full2], 'malformed: items.json: 0.sales: Too small: expected number to be >=0'],
    [
      [{ ...full, price: '9' }, full2],
      'malformed: items.json: 0.price: Invalid input: expected number, received string',
    ],
    [[full], 'mismatch: items.json: 1 items, and the manifest says 2'],
    [[full, full, full], 'mismatch: items.json: 3 items, and the manifest says 2'],
    [[full, { ...full, title: 'other' }], 'invalid: items.json: 1.id: b occurs twice'],
  ])('%j is refused', async (items, sentence) => {
    expect(await refusal(() => parse(items, 2))).toBe(sentence);
  });

  it('what is not JSON is refused', async () => {
    expect(await refusal(() => parseItems(new Uint8Array(3), 0))).toBe(`malformed: ${BUNDLE_FILES.items}: not JSON`);
  });
});
