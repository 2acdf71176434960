// dataset.json: name, provenance, counts and fingerprint of a dataset. It is written last, when all other files exist.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encoderSchema } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import '@curatornet/shared/issues.ts';
import { z } from 'zod';
import { checkSize } from './size.ts';

export const DATASET_MANIFEST = 'dataset.json';
const DATASET_FORMAT = 1;

/** The files of a dataset, in the order of the fingerprint; the last two are optional. */
const FILES = ['items.csv', 'events.csv', 'features.npy', 'validation.csv', 'clusters.csv'] as const;
/** All files of a dataset, dataset.json last: without it, there is no dataset. */
export const DATASET_FILES: readonly string[] = [...FILES, DATASET_MANIFEST];

const count = z.int().min(0);
const schema = z.strictObject({
  format: z.literal(DATASET_FORMAT),
  name: z.string().min(1),
  /** Where the data came from: a sentence for people. */
  provenance: z.string().min(1),
  /** Whether the users are simulated. */
  simulated: z.boolean(),
  /** The encoder of the features, if they were computed from pictures here. */
  encoder: encoderSchema.optional(),
  counts: z.strictObject({
    items: count.min(1),
    /** Distinct users in events and validation. */
    users: count.min(1),
    events: count.min(1),
    /** 0 without validation.csv. */
    validation: count,
    featureSize: count.min(1),
  }),
  /** Size of each file in bytes. */
  files: z.partialRecord(z.enum(FILES), count),
  /** sha256 over the files' names, lengths and bytes, in hex. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DatasetManifest = z.infer<typeof schema>;

/** Length in bytes, undefined if the file does not exist. */
const fileSize = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );

/** Gives the path of each file, whether it exists or not. */
type PathOf = (name: (typeof FILES)[number]) => string;

/**
 * The fingerprint of a dataset: sha256 over, for each existing file of FILES, a line `NAME LENGTH` followed by its bytes.
 * Reads all files, a chunk at a time.
 */
async function fingerprint(pathOf: PathOf): Promise<string> {
  const hash = createHash('sha256');
  for (const name of FILES) {
    const size = await fileSize(pathOf(name));
    if (size === undefined) continue;
    hash.update(`${name} ${size}\n`);
    for await (const bytes of createReadStream(pathOf(name)) as AsyncIterable<Uint8Array>) hash.update(bytes);
  }
  return hash.digest('hex');
}

/** The part of the manifest that the caller provides; `measure` computes the rest. */
export type DatasetSummary = Pick<DatasetManifest, 'name' | 'provenance' | 'simulated' | 'encoder' | 'counts'>;

/** Computes the manifest of a dataset's files. */
export async function measure(
  pathOf: PathOf,
  { name, provenance, simulated, encoder, counts }: DatasetSummary,
): Promise<DatasetManifest> {
  const files: DatasetManifest['files'] = {};
  for (const name of FILES) {
    const size = await fileSize(pathOf(name));
    if (size !== undefined) files[name] = size;
  }
  return {
    format: DATASET_FORMAT,
    name,
    provenance,
    simulated,
    encoder,
    counts,
    files,
    fingerprint: await fingerprint(pathOf),
  };
}

/** A manifest as written to its file. */
export const manifestText = (manifest: DatasetManifest) => `${JSON.stringify(manifest, null, 2)}\n`;

/** Completes a dataset folder: measures its files and writes dataset.json. */
export async function writeManifest(folder: string, about: DatasetSummary): Promise<DatasetManifest> {
  checkSize(about.counts, about.name);
  const manifest = await measure((name) => join(folder, name), about);
  await writeFile(join(folder, DATASET_MANIFEST), manifestText(manifest), { flag: 'wx' });
  return manifest;
}

/** Writes dataset.json of a folder that `curatornet embed` will complete. */
export function writeSummary(
  folder: string,
  { name, provenance, simulated }: Omit<DatasetSummary, 'counts' | 'encoder'>,
): Promise<void> {
  const text = `${JSON.stringify({ name, provenance, simulated }, null, 2)}\n`;
  return writeFile(join(folder, DATASET_MANIFEST), text, { flag: 'wx' });
}

/** The summary of an existing dataset.json, without checking the files; undefined if there is no readable one. */
export async function readSummary(folder: string): Promise<Omit<DatasetSummary, 'counts' | 'encoder'> | undefined> {
  const text = await readFile(join(folder, DATASET_MANIFEST), 'utf8').catch(() => '{}');
  try {
    return schema.pick({ name: true, provenance: true, simulated: true }).loose().parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Reads dataset.json and compares it with the lengths of the files; does not read their bytes.
 * @throws InputError `missing` if the folder or dataset.json does not exist, `malformed`, or `mismatch` for a file that
 * was added, removed or changed in length
 */
export async function readDatasetManifest(folder: string): Promise<DatasetManifest> {
  const path = join(folder, DATASET_MANIFEST);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new InputError('missing', `has no readable ${DATASET_MANIFEST}`, {
      where: folder,
      how: `create a dataset folder: curatornet import interactions --events EVENTS.csv --features FEATURES.npy --items ITEMS.csv --out FOLDER`,
      cause,
    });
  });
  if ((await fileSize(join(folder, 'features.npy'))) === undefined)
    throw new InputError('missing', 'has no features.npy', {
      where: folder,
      how: `compute features of its pictures: curatornet embed --data ${folder}`,
    });
  const again = 'create the folder again with curatornet import or curatornet simulate';
  const refuse = (what: string, cause?: unknown) =>
    new InputError('malformed', what, { where: path, how: again, cause });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse('is not JSON', cause);
  }
  const format = z.object({ format: z.int() }).safeParse(json).data?.format;
  if (format !== undefined && format !== DATASET_FORMAT)
    throw refuse(`has format ${format}; this program reads format ${DATASET_FORMAT}`);
  const result = schema.safeParse(json);
  if (!result.success) throw refuse(`does not describe a dataset:\n${z.prettifyError(result.error)}`, result.error);
  for (const name of FILES) {
    const expected = result.data.files[name];
    const size = await fileSize(join(folder, name));
    if (size === expected) continue;
    const said =
      expected === undefined
        ? `${DATASET_MANIFEST} does not list this file`
        : `${DATASET_MANIFEST} says ${expected} bytes`;
    throw new InputError('mismatch', `${said}, but the folder has ${size === undefined ? 'none' : size}`, {
      where: join(folder, name),
      how: again,
    });
  }
  return result.data;
}
