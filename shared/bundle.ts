// The model bundle: what the trainer hands to the worker. A folder, and the same files under `<version>/` in R2.
import { z } from 'zod';
import { InputError } from './errors.ts';
import { currency, id, image, name, price, seconds, tags, title } from './limits.ts';

/** Raised whenever a reader of the older format would misunderstand the newer one. */
export const BUNDLE_FORMAT = 1;

/** The files besides manifest.json, by what they are. */
export const BUNDLE_FILES = {
  /** ONNX: `history` float32 [n, d] -> `user` float32 [d] */
  userTower: 'user-tower.onnx',
  /** ONNX: `features` float32 [n, f] -> `vectors` float32 [n, d], normalisation of the features included */
  itemTower: 'item-tower.onnx',
  /** `vectors` float32 [items, d] */
  vectors: 'items.safetensors',
  /** What a rail shows of each item, in the order of the vectors' rows. */
  items: 'items.json',
} as const;
/**
 * The model that was evaluated, where the one that is served was fitted once more on all data; the items are the same. The
 * worker keeps these files and does not read them: the gate compares with them, for the model that is served has learned
 * from what the gate hides.
 */
export const EVALUATED_FILES = {
  userTower: 'evaluated-user-tower.onnx',
  itemTower: 'evaluated-item-tower.onnx',
  vectors: 'evaluated-items.safetensors',
} as const;
/** The names of the files that are served, and of all files that a bundle may have, the manifest aside. */
export type ServedFile = (typeof BUNDLE_FILES)[keyof typeof BUNDLE_FILES];
export type BundleFile = ServedFile | (typeof EVALUATED_FILES)[keyof typeof EVALUATED_FILES];
export const MANIFEST = 'manifest.json';

/** How far a number may be from the trainer's before the bundle is refused. */
export const PROBE_TOLERANCE = 1e-4;

export const signatureSchema = z.strictObject({
  /** Names the public key: see `keyId` in signature.ts. */
  key: z.string().regex(/^[0-9a-f]{16}$/, 'not the name of a key'),
  /** 64 bytes in base64, whose last four bits of padding are zero. */
  value: z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/, 'not a signature'),
});

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256 in hexadecimal');

/** The metrics of a ranking, as they are called in evaluation.json. */
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

/** A row of evaluation.json: means over the users of one method over one set of items. */
export const evaluationRow = z.strictObject({
  method: z.string(),
  items: z.enum(['all', 'cold']),
  users: count,
  ...byMetric(z.number()).shape,
  /** 95% bootstrap intervals of the means. */
  intervals: byMetric(z.tuple([z.number(), z.number()])),
});
export type EvaluationRow = z.infer<typeof evaluationRow>;

/** A history with what the trainer made of it. Items by id. */
const probe = z.strictObject({
  history: z.array(z.string()).min(1),
  user: z.array(z.number()),
  top: z.array(z.strictObject({ id: z.string(), score: z.number() })),
});
export type Probe = z.infer<typeof probe>;

const file = z.strictObject({ bytes: count, sha256 });
/** The evaluated model is there whole, or not at all. */
const filesSchema = z
  .strictObject({
    [BUNDLE_FILES.userTower]: file,
    [BUNDLE_FILES.itemTower]: file,
    [BUNDLE_FILES.vectors]: file,
    [BUNDLE_FILES.items]: file,
    [EVALUATED_FILES.userTower]: file.optional(),
    [EVALUATED_FILES.itemTower]: file.optional(),
    [EVALUATED_FILES.vectors]: file.optional(),
  })
  .refine((files) => new Set(Object.values(EVALUATED_FILES).map((name) => files[name] === undefined)).size === 1, {
    message: `some files of the evaluated model are missing: ${Object.values(EVALUATED_FILES).join(', ')} go together`,
  });

export const manifestSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  version: z.string().regex(/^[0-9a-f]{16}$/, 'not a version: 16 hexadecimal digits'),
  createdAt: z.iso.datetime(),
  model: z.strictObject({
    name: z.string(),
    /** Rows of the table. */
    items: count.positive(),
    /** Numbers in an item's features. */
    features: count.positive(),
    /** Numbers in a user's and in an item's vector. */
    dimensions: count.positive(),
  }),
  madeFrom: z.strictObject({
    dataset: z.string(),
    fingerprint: sha256,
    preset: z.string(),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    seed: z.int(),
    backend: z.string(),
    /** What the model that is served has learned from; absent in older bundles, which have no final fit. */
    learnedFrom: z.enum(['all but the hidden items', 'everything']).optional(),
  }),
  /** Of the evaluated model, which has learned from all but the hidden items. */
  metrics: z.array(evaluationRow),
  files: filesSchema,
  probes: z.array(probe).min(1),
  /** See signature.ts; absent where nobody signed. */
  signature: signatureSchema.optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What the worker knows of an item: what a rail shows, and what rails and filters choose by. */
export const itemSchema = z.strictObject({
  id,
  title: title.optional(),
  artist: name.optional(),
  image: image.optional(),
  /** Pixels of the picture, so that a page can leave room for it. */
  width: count.positive().optional(),
  height: count.positive().optional(),
  price: price.optional(),
  currency: currency.optional(),
  tags: tags.optional(),
  /** Seconds since 1970. */
  uploadedAt: seconds.optional(),
  /** Whether there is only one: sold, it is gone. */
  unique: z.boolean().optional(),
  /** Its cluster of looks, where the trainer found such clusters. */
  cluster: count.optional(),
  /** Users who have it. */
  sales: count,
});
export type BundleItem = z.infer<typeof itemSchema>;

/** Digest of bytes as lower-case hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return hexOf(new Uint8Array(digest));
}

export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The version that files make: the first 16 digits of the sha256 over their names and digests. */
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

/** What is wrong first: `0.title: must be 0 to 500 characters`. */
export function firstIssue({ issues: [{ path, message }] }: z.ZodError, ...before: (string | number)[]): string {
  return `${[...before, ...path].join('.') || 'the document'}: ${message}`;
}

/** Reads manifest.json and checks that its version is the one that its files make. */
export async function parseManifest(text: string, where: string = MANIFEST): Promise<Manifest> {
  const manifest = parseJson(text, manifestSchema, where);
  if ((await versionOf(manifest.files)) !== manifest.version)
    throw new InputError('mismatch', `the files listed do not make the version ${manifest.version}`, { where });
  return manifest;
}

/** Items of a bundle, with those that are not as they must be. */
export interface BundleItems {
  /** By row. An item that is not as it must be is its id alone, or `''` where the id is what is wrong. */
  items: BundleItem[];
  /** The rows of such items, and what is wrong: `7.title: must be 0 to 500 characters`. */
  unfit: Map<number, string>;
}

/**
 * Reads items.json, whatever a single item says: a bundle that serves goes on serving without an item that this version
 * of the program cannot show.
 * @throws InputError where it is no list of `rows` items, or an id is there twice
 */
export function readItems(bytes: Uint8Array, rows: number, where: string = BUNDLE_FILES.items): BundleItems {
  const list = parseJson(new TextDecoder().decode(bytes), z.array(z.unknown()), where);
  if (list.length !== rows)
    throw new InputError('mismatch', `${list.length} items, and the manifest says ${rows}`, { where });
  const unfit = new Map<number, string>();
  const items = list.map((value, row): BundleItem => {
    const parsed = itemSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    unfit.set(row, firstIssue(parsed.error, row));
    const known = id.safeParse((value as { id?: unknown } | null)?.id);
    return { id: known.data ?? '', sales: 0 };
  });
  const seen = new Set<string>();
  for (const [row, { id }] of items.entries())
    if (id !== '' && seen.size === seen.add(id).size)
      throw new InputError('invalid', `${row}.id: ${id} occurs twice`, { where });
  return { items, unfit };
}

/** Reads items.json and checks that there are `rows` of them, each as it must be, no id twice. */
export function parseItems(bytes: Uint8Array, rows: number, where: string = BUNDLE_FILES.items): BundleItem[] {
  const { items, unfit } = readItems(bytes, rows, where);
  for (const what of unfit.values()) throw new InputError('malformed', what, { where });
  return items;
}

/** Refuses bytes that are not those of the manifest. */
export async function verifyFile(manifest: Manifest, name: BundleFile, bytes: Uint8Array): Promise<void> {
  const expected = manifest.files[name];
  if (!expected) throw new InputError('mismatch', 'the manifest does not list it', { where: name });
  if (bytes.byteLength !== expected.bytes)
    throw new InputError('mismatch', `${bytes.byteLength} bytes, and the manifest says ${expected.bytes}`, {
      where: name,
    });
  if ((await sha256Hex(bytes)) !== expected.sha256)
    throw new InputError('mismatch', 'its sha256 is not the one in the manifest', { where: name });
}

/**
 * Compares what a runtime made of a probe with what the trainer made of it. Scores are compared place by place, so that
 * two items of the same score may change places.
 * @param user the user vector, `top` the best items, as the runtime computed them
 * @param scoreOf the runtime's score of an item
 */
export function checkProbe(
  probe: Probe,
  user: ArrayLike<number>,
  top: readonly number[],
  scoreOf: (id: string) => number,
): void {
  const refuse = (what: string): never => {
    throw new InputError('mismatch', `the runtime disagrees with the trainer on a probe: ${what}`, { where: MANIFEST });
  };
  const off = (a: number, b: number) => !(Math.abs(a - b) <= PROBE_TOLERANCE * Math.max(1, Math.abs(b)));
  if (user.length !== probe.user.length) refuse(`the user vector has ${user.length} numbers, not ${probe.user.length}`);
  probe.user.forEach((expected, i) => {
    if (off(user[i], expected)) refuse(`number ${i} of the user vector is ${user[i]}, not ${expected}`);
  });
  if (top.length !== probe.top.length) refuse(`${top.length} items come first, not ${probe.top.length}`);
  probe.top.forEach(({ id, score }, place) => {
    if (off(scoreOf(id), score)) refuse(`item ${id} scores ${scoreOf(id)}, not ${score}`);
    if (off(top[place], score)) refuse(`place ${place} scores ${top[place]}, not ${score}`);
  });
}
