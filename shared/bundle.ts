// The model bundle: what the trainer hands to the worker. A folder, and the same files under `<version>/` in R2.
import { z } from 'zod';
import { InputError } from './errors.ts';
import { signatureSchema } from './signature.ts';

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
export const MANIFEST = 'manifest.json';

/** How far a number may be from the trainer's before the bundle is refused. */
export const PROBE_TOLERANCE = 1e-4;

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
  }),
  metrics: z.array(evaluationRow),
  files: z.record(z.enum(BUNDLE_FILES), z.strictObject({ bytes: count, sha256 })),
  probes: z.array(probe).min(1),
  /** See signature.ts; absent where nobody signed. */
  signature: signatureSchema.optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** An item's id as the API takes it: with another one no request could name the item. */
const itemId = z
  .string()
  .min(1)
  .max(128)
  .refine((id) => !/\p{Cc}/u.test(id) && id.isWellFormed() && id !== '.' && id !== '..', {
    error: 'an id has no control characters and no half surrogates, and is not `.` or `..`',
  });

/** What the worker knows of an item: what a rail shows, and what rails and filters choose by. */
export const itemSchema = z.strictObject({
  id: itemId,
  title: z.string().optional(),
  artist: z.string().optional(),
  image: z.string().optional(),
  /** Pixels of the picture, so that a page can leave room for it. */
  width: count.positive().optional(),
  height: count.positive().optional(),
  price: z.number().optional(),
  currency: z.string().optional(),
  tags: z.array(z.string()).optional(),
  /** Seconds since 1970. */
  uploadedAt: z.number().optional(),
  /** Whether there is only one: sold, it is gone. */
  unique: z.boolean().optional(),
  /** Its cluster of looks, where the trainer found such clusters. */
  cluster: count.optional(),
  /** Users who have it. */
  sales: count,
});
export type BundleItem = z.infer<typeof itemSchema>;
const itemsSchema = z.array(itemSchema);

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
  const { path, message } = parsed.error.issues[0];
  throw new InputError('malformed', `${path.join('.') || 'the document'}: ${message}`, { where });
}

/** Reads manifest.json and checks that its version is the one that its files make. */
export async function parseManifest(text: string, where: string = MANIFEST): Promise<Manifest> {
  const manifest = parseJson(text, manifestSchema, where);
  if ((await versionOf(manifest.files)) !== manifest.version)
    throw new InputError('mismatch', `the files listed do not make the version ${manifest.version}`, { where });
  return manifest;
}

/** Reads items.json and checks that there are `rows` of them, no id twice. */
export function parseItems(bytes: Uint8Array, rows: number, where: string = BUNDLE_FILES.items): BundleItem[] {
  const items = parseJson(new TextDecoder().decode(bytes), itemsSchema, where);
  if (items.length !== rows)
    throw new InputError('mismatch', `${items.length} items, and the manifest says ${rows}`, { where });
  const seen = new Set<string>();
  for (const [row, { id }] of items.entries())
    if (seen.size === seen.add(id).size) throw new InputError('invalid', `${row}.id: ${id} occurs twice`, { where });
  return items;
}

/** Refuses bytes that are not those of the manifest. */
export async function verifyFile(manifest: Manifest, name: keyof Manifest['files'], bytes: Uint8Array): Promise<void> {
  const expected = manifest.files[name];
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
