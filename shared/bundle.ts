// The model bundle, which the trainer exports and the worker serves: a folder, or the same files under `<version>/` in R2.
import { z } from 'zod';
import { InputError } from './errors.ts';
import { hashOf } from './hash.ts';
import { currency, id, image, MAX_FEATURES, name, price, seconds, tags, text, title } from './limits.ts';
import { ENCODINGS } from './vectors-file.ts';

/** The version of the format. It increases when older readers would misread newer bundles. */
export const BUNDLE_FORMAT = 1;

/** The files of a bundle, besides manifest.json. */
export const BUNDLE_FILES = {
  /** ONNX: `history` float32 [n, d] -> `user` float32 [d] */
  userTower: 'user-tower.onnx',
  /** ONNX: `features` float32 [n, f] -> `vectors` float32 [n, d]; includes the normalisation of the features */
  itemTower: 'item-tower.onnx',
  /** The item vectors: see vectors-file.ts. */
  vectors: 'items.safetensors',
  /** The items, in the order of the rows of the vectors. */
  items: 'items.json',
} as const;
/**
 * The files of the evaluated model, present if the served model was trained again on all data. The items are the same. The
 * worker stores these files without reading them. The gate compares with the evaluated model, because the served model
 * was trained on the items that the gate hides.
 */
export const EVALUATED_FILES = {
  userTower: 'evaluated-user-tower.onnx',
  itemTower: 'evaluated-item-tower.onnx',
  vectors: 'evaluated-items.safetensors',
} as const;
/** The sales of the artists: only in a bundle in parts, whose readers need not read all of its items. See sales.ts. */
export const SALES = 'sales.json';
/** The files of which a bundle in parts has one for each part. The names are those of the first part. */
export const PARTED_FILES = [BUNDLE_FILES.vectors, BUNDLE_FILES.items, EVALUATED_FILES.vectors] as const;
export type PartedFile = (typeof PARTED_FILES)[number];
/** The files of a bundle without the manifest, and those that the worker reads: of a parted file, the first part. */
export type ServedFile = (typeof BUNDLE_FILES)[keyof typeof BUNDLE_FILES];
export type BundleFile = ServedFile | (typeof EVALUATED_FILES)[keyof typeof EVALUATED_FILES];
export const MANIFEST = 'manifest.json';

/**
 * The largest number of items of a part that the trainer writes, on average: no file comes near the 100 MB of a request, and four
 * parts are a shard of up to 100,000.
 */
export const PART_ITEMS = 24_000;
export const MAX_PARTS = 1_000;

/** The name of a file of a part, counted from 0: items.json, items-2.json, items-3.json. */
export const partFile = (name: PartedFile, part: number): string =>
  part === 0 ? name : name.replace('.', `-${part + 1}.`);

/**
 * The part of an item, by a hash of its id. So whoever has an id knows where the item is, or would be, without reading the
 * bundle.
 */
export const partOf = (id: string, parts: number): number => hashOf(id) % parts;

export const signatureSchema = z.strictObject({
  /** The id of the public key: see `keyId` in signature.ts. */
  key: z.string().regex(/^[0-9a-f]{16}$/, 'must be the id of a key: 16 hexadecimal digits'),
  /** 64 bytes in base64, whose last four bits of padding are zero. */
  value: z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/, 'must be an Ed25519 signature in base64'),
});

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in hexadecimal');

/** The names of the ranking metrics in evaluation.json. */
export const METRICS = [
  'auc',
  'recallAt20',
  'precisionAt20',
  'ndcgAt20',
  'recallAt100',
  'precisionAt100',
  'ndcgAt100',
  'authorsNdcgAt20',
  'authorsNdcgAt100',
] as const;
export type Metric = (typeof METRICS)[number];
const byMetric = <S extends z.ZodType>(schema: S) =>
  z.strictObject(Object.fromEntries(METRICS.map((metric) => [metric, schema])) as Record<Metric, S>);

/** A row of evaluation.json: the metrics of one method on one set of items, averaged over users. */
export const evaluationRow = z.strictObject({
  method: z.string(),
  items: z.enum(['all', 'cold']),
  users: count,
  ...byMetric(z.number()).shape,
  /** 95% bootstrap intervals of the means. */
  intervals: byMetric(z.tuple([z.number(), z.number()])),
});
export type EvaluationRow = z.infer<typeof evaluationRow>;

/** A history and the results that the trainer computed for it. Items are ids. */
const probe = z.strictObject({
  history: z.array(z.string()).min(1),
  user: z.array(z.number()),
  top: z.array(z.strictObject({ id: z.string(), score: z.number() })),
});
export type Probe = z.infer<typeof probe>;

const file = z.strictObject({ bytes: count, sha256 });
/** The files of the evaluated model are either all present or all missing. */
const filesSchema = z
  .object({
    [BUNDLE_FILES.userTower]: file,
    [BUNDLE_FILES.itemTower]: file,
    [BUNDLE_FILES.vectors]: file,
    [BUNDLE_FILES.items]: file,
    [EVALUATED_FILES.userTower]: file.optional(),
    [EVALUATED_FILES.itemTower]: file.optional(),
    [EVALUATED_FILES.vectors]: file.optional(),
  })
  .catchall(file)
  .refine((files) => new Set(Object.values(EVALUATED_FILES).map((name) => files[name] === undefined)).size === 1, {
    message: `some files of the evaluated model are missing: it needs ${Object.values(EVALUATED_FILES).join(', ')}`,
  });

/** An encoder, which computes the features of pictures. Features of different encoders cannot be compared. */
export const encoderSchema = z.strictObject({
  /** See encoder.ts. */
  id: z.string().regex(/^[0-9a-f]{16}$/, 'must be the id of an encoder: 16 hexadecimal digits'),
  /** The sha256 of the files of a network, or the name and version of engineered features. */
  network: text(1, 128),
  /** How a picture becomes the input, in words. */
  preprocessing: text(1, 512),
  /** The number of features. */
  features: count.positive().max(MAX_FEATURES),
});
export type Encoder = z.infer<typeof encoderSchema>;

const manifestObject = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  version: z.string().regex(/^[0-9a-f]{16}$/, 'must be a version: 16 hexadecimal digits'),
  createdAt: z.iso.datetime(),
  model: z.strictObject({
    name: z.string(),
    /** The number of items: rows of the vector table. */
    items: count.positive(),
    /** The length of an item's feature vector. */
    features: count.positive(),
    /** The length of user and item vectors. */
    dimensions: count.positive(),
    /** The encoding of the item vectors; absent in older bundles, whose vectors are float32. */
    vectors: z.enum(ENCODINGS).optional(),
    /** Of a bundle in parts: the number of items of each part, in order. An item's part is `partOf` its id. */
    parts: z.array(count).min(2).max(MAX_PARTS).optional(),
  }),
  /** The encoder of the features; absent in older bundles, and if the dataset was imported with features of its own. */
  encoder: encoderSchema.optional(),
  madeFrom: z.strictObject({
    dataset: z.string(),
    fingerprint: sha256,
    preset: z.string(),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    seed: z.int(),
    backend: z.string(),
    /** The training data of the served model; absent in older bundles, which were not trained again on all data. */
    learnedFrom: z.enum(['all but the hidden items', 'everything']).optional(),
  }),
  /** The metrics of the evaluated model, which was trained without the hidden items. */
  metrics: z.array(evaluationRow),
  files: filesSchema,
  probes: z.array(probe).min(1),
  /** See signature.ts; absent in unsigned bundles. */
  signature: signatureSchema.optional(),
});

/** The number of items of each part; a bundle that is not in parts has one. */
export const partSizes = ({ model: { items, parts } }: Pick<z.infer<typeof manifestObject>, 'model'>): number[] =>
  parts ?? [items];

/** The names of the files that a bundle of so many parts has. */
export function fileNames(parts: number, evaluated: boolean): string[] {
  const single = [...Object.values(BUNDLE_FILES), ...(evaluated ? Object.values(EVALUATED_FILES) : [])];
  const parted = PARTED_FILES.filter((name) => single.includes(name));
  const further = Array.from({ length: parts - 1 }, (_, i) => parted.map((name) => partFile(name, i + 1))).flat();
  return [...single, ...further, ...(parts > 1 ? [SALES] : [])];
}

export const manifestSchema = manifestObject.superRefine((manifest, context) => {
  const { files, model } = manifest;
  const sizes = partSizes(manifest);
  const names = fileNames(sizes.length, files[EVALUATED_FILES.vectors] !== undefined);
  const missing = names.find((name) => files[name] === undefined);
  const unknown = Object.keys(files).filter((name) => !names.includes(name));
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum !== model.items)
    context.addIssue({ code: 'custom', path: ['model', 'parts'], message: `must add up to ${model.items}` });
  if (missing) context.addIssue({ code: 'custom', path: ['files', missing], message: 'is missing' });
  if (unknown.length > 0) context.addIssue({ code: 'unrecognized_keys', path: ['files'], keys: unknown });
  if (model.parts && model.vectors !== 'int8')
    context.addIssue({ code: 'custom', path: ['model', 'vectors'], message: 'must be int8 in a bundle in parts' });
});
export type Manifest = z.infer<typeof manifestSchema>;

/** An item: what rails show, rank by and filter by. */
export const itemSchema = z.strictObject({
  id,
  title: title.optional(),
  artist: name.optional(),
  image: image.optional(),
  /** The size of the picture in pixels, so that a page can reserve space for it. */
  width: count.positive().optional(),
  height: count.positive().optional(),
  price: price.optional(),
  currency: currency.optional(),
  tags: tags.optional(),
  /** Seconds since 1970. */
  uploadedAt: seconds.optional(),
  /** Whether only one exists: a purchase takes it off sale. */
  unique: z.boolean().optional(),
  /** The visual cluster, if the trainer computed clusters. */
  cluster: count.optional(),
  /** The number of users who bought it. */
  sales: count,
});
export type BundleItem = z.infer<typeof itemSchema>;

/** The sha256 of bytes in lower-case hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return hexOf(new Uint8Array(digest));
}

export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The version of a set of files: the first 16 digits of the sha256 of their names, sizes and digests. */
export async function versionOf(files: Manifest['files']): Promise<string> {
  const lines = Object.entries(files).map(([name, { bytes, sha256 }]) => `${name} ${bytes} ${sha256}\n`);
  return (await sha256Hex(new TextEncoder().encode(lines.sort().join('')))).slice(0, 16);
}

function parseJson<S extends z.ZodType>(text: string, schema: S, where: string): z.infer<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError('malformed', 'not JSON', { where, cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InputError('malformed', firstIssue(parsed.error), { where });
}

/** The first validation error: `0.title: must be 0 to 500 characters`. */
export function firstIssue({ issues: [{ path, message }] }: z.ZodError, ...before: (string | number)[]): string {
  return `${[...before, ...path].join('.') || 'the document'}: ${message}`;
}

/** Parses manifest.json and checks that its version matches its files. */
export async function parseManifest(text: string, where: string = MANIFEST): Promise<Manifest> {
  const manifest = parseJson(text, manifestSchema, where);
  if ((await versionOf(manifest.files)) !== manifest.version)
    throw new InputError('mismatch', `the listed files do not match the version ${manifest.version}`, { where });
  return manifest;
}

/** The items of a bundle, valid and invalid. */
export interface BundleItems {
  /** By row. An invalid item has only its id, or `''` if the id itself is invalid. */
  items: BundleItem[];
  /** The rows of invalid items, and why: `7.title: must be 0 to 500 characters`. */
  unusable: Map<number, string>;
}

/** Which part a file of items is: the nth, counted from 0, of so many. */
export interface PartNumber {
  nth: number;
  of: number;
}
const WHOLE: PartNumber = { nth: 0, of: 1 };

/**
 * Parses items.json and tolerates invalid items, so that a deployed bundle keeps serving its other items when this version
 * of the program is stricter than the one that exported it.
 * @throws InputError if it is not a list of `rows` items, an id occurs twice, or an item belongs to another part
 */
export function readItems(
  bytes: Uint8Array,
  rows: number,
  part: PartNumber = WHOLE,
  where: string = partFile(BUNDLE_FILES.items, part.nth),
): BundleItems {
  const list = parseJson(new TextDecoder().decode(bytes), z.array(z.unknown()), where);
  if (list.length !== rows)
    throw new InputError('mismatch', `has ${list.length} items, but the manifest says ${rows}`, { where });
  const unusable = new Map<number, string>();
  const items = list.map((value, row): BundleItem => {
    const parsed = itemSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    unusable.set(row, firstIssue(parsed.error, row));
    const known = id.safeParse((value as { id?: unknown } | null)?.id);
    return { id: known.data ?? '', sales: 0 };
  });
  const seen = new Set<string>();
  for (const [row, { id }] of items.entries()) {
    if (id === '') continue;
    if (seen.size === seen.add(id).size) throw new InputError('invalid', `${row}.id: ${id} occurs twice`, { where });
    const home = partOf(id, part.of);
    if (home !== part.nth)
      throw new InputError('invalid', `${row}.id: ${id} belongs to part ${home + 1}, not ${part.nth + 1}`, { where });
  }
  return { items, unusable };
}

/** Parses items.json. @throws InputError unless it has `rows` valid items of the part, with distinct ids */
export function parseItems(bytes: Uint8Array, rows: number, part: PartNumber = WHOLE): BundleItem[] {
  const { items, unusable } = readItems(bytes, rows, part);
  for (const what of unusable.values())
    throw new InputError('malformed', what, { where: partFile(BUNDLE_FILES.items, part.nth) });
  return items;
}

/** Checks a file against the manifest. @throws InputError `mismatch` */
export async function verifyFile(manifest: Manifest, name: string, bytes: Uint8Array): Promise<void> {
  const expected = manifest.files[name];
  if (!expected) throw new InputError('mismatch', 'the manifest does not list this file', { where: name });
  if (bytes.byteLength !== expected.bytes)
    throw new InputError('mismatch', `has ${bytes.byteLength} bytes, but the manifest says ${expected.bytes}`, {
      where: name,
    });
  if ((await sha256Hex(bytes)) !== expected.sha256)
    throw new InputError('mismatch', 'its sha256 differs from the manifest', { where: name });
}
