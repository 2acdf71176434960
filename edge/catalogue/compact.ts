// Writes snapshots of the catalogue in the background, and opens them: a new isolate reads the latest snapshot of its model
// and then the changes since, so its start does not depend on how many items were uploaded.
//
//   snapshot before, if any → changes since, from D1 → vectors of new features → merged blocks → object in R2 → its name in D1
import type { D1Database, R2Bucket } from '@cloudflare/workers-types';
import { InputError } from '@curatornet/shared/errors.ts';
import type { ItemModel } from '../model/load.ts';
import { atMost } from '../storage/deadline.ts';
import { readRevision } from '../storage/revision.ts';
import {
  claimSnapshot,
  forgetSnapshot,
  type NamedSnapshot,
  nameSnapshot,
  readChanges,
  readSnapshot,
  releaseSnapshot,
} from '../storage/snapshots.ts';
import type { Catalogue, SnapshotItem } from './catalogue.ts';
import { embed } from './embed.ts';
import { ObjectWriter } from './object-writer.ts';
import { BLOCK, encodeBlock, readBlocks } from './snapshot-file.ts';

/**
 * A snapshot is written after so many changes, or a hundredth of its items if that is more: a new isolate has to compute what
 * came since, and each snapshot writes all items again.
 */
const AFTER = 100;
const SHARE = 100;
/** How many changes one snapshot adds, and after how many milliseconds it takes no more: its writer may be stopped after 30 s. */
const MOST_ADDED = 10_000;
const READING_MS = 10_000;
/** How long an isolate waits after a try. */
const PAUSE_MS = 20_000;

export interface SnapshotStorage {
  DB: D1Database;
  MODELS: R2Bucket;
}

/** What the next snapshot is counted from. */
export interface SnapshotBase {
  revision: number;
  items: number;
}

/** What is compacted: a model with its changes. */
export interface Compacted {
  readonly model: ItemModel;
  /** All changes up to it are known. */
  readonly revision: number;
  /** The snapshot that it began with, or a later one. */
  snapshot: SnapshotBase;
}

/**
 * Begins a catalogue with a snapshot.
 * @throws InputError if the object is missing or not what D1 names: the catalogue is unusable
 */
export async function restore(catalogue: Catalogue, bucket: R2Bucket, named: NamedSnapshot): Promise<SnapshotBase> {
  let items = 0;
  for await (const block of blocksOf(bucket, named, catalogue.model)) {
    catalogue.restore(block);
    items += block.length;
  }
  catalogue.revision = named.revision;
  catalogue.featuresRevision = named.featuresRevision;
  return { revision: named.revision, items };
}

/** The number of changes after which a snapshot of so many items is due. */
const due = (items: number) => Math.max(AFTER, items / SHARE);

const triedAt = new WeakMap<Compacted, number>();

/** Whether what is up to date is so far after its snapshot that the next one is due. */
export function isSnapshotDue(compacted: Compacted): boolean {
  const { revision, snapshot } = compacted;
  if (revision - snapshot.revision < due(snapshot.items)) return false;
  return Date.now() - (triedAt.get(compacted) ?? Number.NEGATIVE_INFINITY) >= PAUSE_MS;
}

/** Writes the next snapshot of a model, unless somebody else does or has. */
export async function writeSnapshot(compacted: Compacted, storage: SnapshotStorage): Promise<void> {
  triedAt.set(compacted, Date.now());
  const least = compacted.revision - due(compacted.snapshot.items);
  const written = await addToSnapshot(compacted.model, storage, least);
  if (written) compacted.snapshot = { revision: written.revision, items: written.items };
}

/** Writes snapshots of a model that does not serve yet, until they have all changes or the time is over. */
export async function writeSnapshots(model: ItemModel, storage: SnapshotStorage, milliseconds: number): Promise<void> {
  const until = Date.now() + milliseconds;
  const least = (await readRevision(storage.DB)) - AFTER;
  while (Date.now() < until && (await addToSnapshot(model, storage, least))?.more);
}

/**
 * Adds changes to a model's snapshot.
 * @param least nothing is written if the snapshot is beyond this revision
 * @returns the snapshot that is there now, and whether there are more changes; undefined if somebody else is writing one
 */
export async function addToSnapshot(
  model: ItemModel,
  { DB, MODELS }: SnapshotStorage,
  least: number,
): Promise<{ revision: number; items: number; more: boolean } | undefined> {
  const before = await claimSnapshot(DB, model.version);
  if (!before) return undefined;
  const key = `${model.version}/${SNAPSHOTS}/${crypto.randomUUID()}`;
  const writer = new ObjectWriter(MODELS, key);
  let named = false;
  try {
    if (before.revision > least) return { revision: before.revision, items: 0, more: false };
    const { changed, revision, more } = await readChanged(model, MODELS, DB, before);
    if (changed.size === 0) return { revision: before.revision, items: 0, more: false };
    const items = await merge(writer, model, before.key === '' ? [] : blocksOf(MODELS, before, model), changed);
    const sha256 = await writer.end();
    // Of an item that changed again before its part of the list was read, features are still missing.
    const featuresRevision = more ? before.featuresRevision : revision;
    named = await nameSnapshot(DB, model.version, before, { key, sha256, revision, featuresRevision });
    await MODELS.delete(named ? before.key || [] : key);
    return named ? { revision, items, more } : undefined;
  } catch (error) {
    await writer.abort();
    if (error instanceof InputError && error.where === before.key) await forgetSnapshot(DB, model.version, before);
    throw error;
  } finally {
    if (!named) await releaseSnapshot(DB, model.version, before);
  }
}

/** The folder of a version's snapshots in R2, beside the files of its bundle. */
export const SNAPSHOTS = 'snapshots';

/** Items that changed after a snapshot, by id, with the vectors of new features. */
async function readChanged(model: ItemModel, bucket: R2Bucket, db: D1Database, before: NamedSnapshot) {
  const changed = new Map<string, SnapshotItem>();
  const startedAt = Date.now();
  let { revision } = before;
  let more = true;
  while (more && changed.size < MOST_ADDED && Date.now() - startedAt < READING_MS) {
    const page = await readChanges(db, { revision, featuresRevision: before.featuresRevision });
    const featured = page.changes.flatMap(({ id, features }) => (features ? [{ id, features }] : []));
    const vectors = await embed(model, bucket, featured);
    const vectorOf = new Map(featured.map(({ id }, nth) => [id, vectors[nth]]));
    for (const { id, state, about, revision: since } of page.changes) {
      const earlier = changed.get(id);
      const vector = vectorOf.get(id) ?? earlier?.vector;
      changed.set(id, { id, state, about: about ?? earlier?.about ?? null, vector, since: earlier?.since ?? since });
    }
    revision = page.changes.at(-1)?.revision ?? revision;
    ({ more } = page);
  }
  return { changed, revision, more };
}

/** Writes the blocks before with their changes, then the new items. @returns the number of items */
async function merge(
  writer: ObjectWriter,
  { dimensions }: ItemModel,
  before: AsyncIterable<SnapshotItem[]> | SnapshotItem[][],
  changed: Map<string, SnapshotItem>,
): Promise<number> {
  let items = 0;
  const write = (block: SnapshotItem[]) => {
    items += block.length;
    return writer.write(encodeBlock(block, dimensions));
  };
  for await (const block of before)
    await write(
      block.map((item) => {
        const change = changed.get(item.id);
        changed.delete(item.id);
        return change
          ? { ...change, about: change.about ?? item.about, vector: change.vector ?? item.vector, since: item.since }
          : item;
      }),
    );
  const added = [...changed.values()];
  for (let from = 0; from < added.length; from += BLOCK) await write(added.slice(from, from + BLOCK));
  return items;
}

async function* blocksOf(
  bucket: R2Bucket,
  { key, sha256 }: NamedSnapshot,
  { dimensions }: ItemModel,
): AsyncGenerator<SnapshotItem[]> {
  const object = await bucket.get(key);
  if (!object) throw new InputError('missing', 'not found in R2', { where: key });
  const body = object.body as unknown as ReadableStream<Uint8Array>;
  yield* readBlocks(body, { dimensions, sha256, where: key });
}

/** How long an isolate waits for the name of a snapshot. */
const FIND_MS = 1_000;

/** The latest snapshot of a version in D1; undefined if there is none, or D1 fails or takes too long. */
export const findSnapshot = (db: D1Database, version: string): Promise<NamedSnapshot | undefined> =>
  atMost(FIND_MS, readSnapshot(db, version)).catch((error) => {
    console.error('the snapshot of the catalogue cannot be found:', error);
    return undefined;
  });
