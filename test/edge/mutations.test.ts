// A tampered bundle is never served: files flipped, truncated, extended, swapped, renamed or rewritten with matching
// digests, manifests altered. The same attacks succeed with the checks switched off, which proves that the checks refuse
// them.
//
// MUTATIONS=10000 npx vitest run test/edge/mutations.test.ts --project workerd
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { loadModel } from '../../edge/model/load.ts';
import { loadManifest, type ModelSource } from '../../edge/model/manifest.ts';
import { BUNDLE_FILES, MANIFEST, type Manifest, sha256Hex, versionOf } from '../../shared/bundle.ts';
import { InputError } from '../../shared/errors.ts';
import { generateKeys, sign } from '../../shared/signature.ts';
import { type FixtureBundle, makeBundle, random } from '../fixtures/bundle.ts';
import { emptyStorage } from './harness.ts';

const MUTATIONS = Number(env.MUTATIONS || 200);
const FILES = Object.values(BUNDLE_FILES);
type Files = Record<string, Uint8Array>;

let bundle: FixtureBundle;
let other: FixtureBundle;
let signed: Uint8Array;
let strict: ModelSource;

beforeAll(async () => {
  await emptyStorage();
  [bundle, other] = await Promise.all(
    [1, 2].map((seed) => makeBundle({ items: 30, dimensions: 4, hidden: [4], seed })),
  );
  const keys = await generateKeys();
  signed = encode(await sign(bundle.manifest, keys));
  strict = { MODELS: env.MODELS, MODEL_KEYS: keys.publicKey };
  for (const [file, bytes] of Object.entries({ ...bundle.files, [MANIFEST]: signed }))
    await write(bundle.version, file, bytes);
});
afterEach(() => vi.restoreAllMocks());

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Changes a file, or replaces it with another one. */
const bytesChanges: Record<string, (bytes: Uint8Array, next: () => number, name: string) => Uint8Array> = {
  flip: (bytes, next) => {
    const at = Math.floor(next() * bytes.length);
    return bytes.map((byte, i) => (i === at ? byte ^ (1 << Math.floor(next() * 8)) : byte));
  },
  cut: (bytes, next) => bytes.slice(0, Math.floor(next() * bytes.length)),
  extend: (bytes, next) => Uint8Array.of(...bytes, ...Array.from({ length: 1 + next() * 9 }, () => next() * 256)),
  swap: (_, next, name) => bundle.files[FILES.filter((file) => file !== name)[Math.floor(next() * 3)]],
  foreign: (_, __, name) => other.files[name],
};
const digit = (next: () => number) => '0123456789abcdef'[Math.floor(next() * 16)];
/** Changes the manifest. */
const manifestChanges: Record<string, (manifest: Manifest, next: () => number) => void> = {
  digest: ({ files }, next) => {
    const file = files[FILES[Math.floor(next() * 4)]];
    file.sha256 = `${file.sha256.slice(0, 63)}${file.sha256.endsWith('0') ? '1' : '0'}`;
  },
  length: ({ files }, next) => {
    files[FILES[Math.floor(next() * 4)]].bytes++;
  },
  probe: ({ probes }, next) => {
    probes[Math.floor(next() * probes.length)].user[0] += 1;
  },
  'fewer probes': ({ probes }) => void probes.pop(),
  shape: ({ model }) => void model.items--,
  width: ({ model }) => void model.features++,
  seed: ({ madeFrom }) => void madeFrom.seed++,
  when: (manifest) => {
    manifest.createdAt = '2020-01-01T00:00:00Z';
  },
  key: (manifest, next) => {
    manifest.signature!.key = Array.from({ length: 16 }, () => digit(next)).join('');
  },
};

/** A random attack: the files in R2 under the version. A missing file is null. */
async function attack(next: () => number): Promise<{ name: string; files: Record<string, Uint8Array | null> }> {
  const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)];
  const kind = next();
  const file = pick(FILES);
  if (kind < 0.45) {
    const name = pick(Object.keys(bytesChanges));
    return { name, files: { [file]: bytesChanges[name](bundle.files[file], next, file) } };
  }
  if (kind < 0.5) return { name: 'rename', files: { [file]: null, [`${file}.old`]: bundle.files[file] } };
  if (kind < 0.6) {
    const name = pick(['flip', 'cut', 'extend']);
    return { name: `manifest ${name}`, files: { [MANIFEST]: bytesChanges[name](signed, next, MANIFEST) } };
  }
  const manifest = JSON.parse(new TextDecoder().decode(signed)) as Manifest;
  if (kind < 0.8) {
    const name = pick(Object.keys(manifestChanges));
    manifestChanges[name](manifest, next);
    return { name: `manifest ${name}`, files: { [MANIFEST]: encode(manifest) } };
  }
  // Anyone with write access to R2 can make digests and version match, but not the signature.
  const name = pick(['flip', 'cut', 'foreign']);
  const bytes = bytesChanges[name](bundle.files[file], next, file);
  manifest.files[file] = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
  manifest.version = await versionOf(manifest.files);
  return { name: `forged ${name}`, files: { [file]: bytes, [MANIFEST]: encode(manifest) } };
}

const write = (version: string, file: string, bytes: Uint8Array | null | undefined) =>
  bytes ? env.MODELS.put(`${version}/${file}`, bytes) : env.MODELS.delete(`${version}/${file}`);

const load = async (source: ModelSource, version: string) =>
  loadModel(source, await loadManifest(source, version), (rows) => rows);

/** Runs attacks. @returns the names of those that succeeded */
async function attacks(count: number, seed: number, source: ModelSource): Promise<string[]> {
  const next = random(seed);
  const whole: Files = { ...bundle.files, [MANIFEST]: signed };
  const succeeded: string[] = [];
  for (let i = 0; i < count; i++) {
    const { name, files } = await attack(next);
    // A change may have no effect, such as white space after a manifest, or a digit beyond a number's precision.
    if (Object.entries(files).every(([file, bytes]) => bytes && whole[file] && same(bytes, whole[file], file)))
      continue;
    const manifest = files[MANIFEST];
    const version =
      manifest && name.startsWith('forged') ? JSON.parse(new TextDecoder().decode(manifest)).version : bundle.version;
    // Restore only the files that were tampered with.
    const own = version === bundle.version;
    const written = own ? files : { ...whole, ...files };
    for (const [file, bytes] of Object.entries(written)) await write(version, file, bytes);
    try {
      const { model } = await load(source, version);
      await model.tower.release();
      succeeded.push(name);
    } catch (error) {
      // It must be a refusal, not a crash.
      if (!(error instanceof InputError)) throw new Error(`${name} was not refused, it broke`, { cause: error });
    }
    for (const file of Object.keys(written)) await write(version, file, own ? whole[file] : null);
  }
  return succeeded;
}
function same(a: Uint8Array, b: Uint8Array, name: string): boolean {
  if (a.length === b.length && a.every((byte, i) => byte === b[i])) return true;
  if (name !== MANIFEST) return false;
  try {
    const [one, two] = [a, b].map((bytes) => JSON.stringify(JSON.parse(new TextDecoder().decode(bytes))));
    return one === two;
  } catch {
    return false;
  }
}

test('the unchanged bundle loads', async () => {
  const { model, items } = await load(strict, bundle.version);
  expect(items).toHaveLength(30);
  await model.tower.release();
});

test(`${MUTATIONS} mutations: none is served`, { timeout: 600_000 }, async () => {
  expect(await attacks(MUTATIONS, 1, strict)).toEqual([]);
});

test('without the check of signatures, some are served', { timeout: 120_000 }, async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const succeeded = await attacks(150, 1, { MODELS: env.MODELS, UNSIGNED_MODELS: 'accept' });
  expect(succeeded.some((name) => name.startsWith('forged'))).toBe(true);
  expect(succeeded.some((name) => name.startsWith('manifest'))).toBe(true);
});

test('without the check of digests, some are served', { timeout: 120_000 }, async () => {
  // A mocked WebCrypto returns the digest in the manifest for every file.
  const { digest } = crypto.subtle;
  const wanted = new Map<number, string>();
  for (const name of FILES) wanted.set(bundle.files[name].length, bundle.manifest.files[name].sha256);
  vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (algorithm, data) => {
    const sha256 = wanted.get((data as Uint8Array).byteLength);
    if (sha256 === undefined) return digest.call(crypto.subtle, algorithm, data);
    return Uint8Array.from(sha256.match(/../g)!, (hex) => Number.parseInt(hex, 16)).buffer;
  });
  const succeeded = await attacks(150, 1, strict);
  expect(succeeded.filter((name) => name === 'flip').length).toBeGreaterThan(0);
});
