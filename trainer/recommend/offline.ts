// Recommendations without a worker: the rail `for-you` by a bundle, for histories of a dataset, with the worker's towers, kernel
// and order. It knows what the dataset knows: sales and feedback in its events, and no rails document.
import { join } from 'node:path';
import { type HistoryEvent, readHistory } from '@curatornet/shared/history.ts';
import { KINDS, WEIGHTS, type WeightedKind } from '@curatornet/shared/kinds.ts';
import { scoreOf, topK, towerHistory } from '@curatornet/shared/ranking.ts';
import { readEvents } from '../dataset/events.ts';
import { readItemsCsv } from '../dataset/items.ts';
import { readDatasetManifest } from '../dataset/manifest.ts';
import { readBundle } from '../serving/bundle-folder.ts';
import { openNodeBundle } from '../serving/open-bundle.ts';
import type { Recommendation } from './recommendation.ts';

/** What a dataset knows. */
interface Known {
  /** Of the users that were asked for: their events, oldest first. */
  events: Map<string, HistoryEvent[]>;
  /** Unique items that somebody bought. */
  sold: Set<string>;
  fingerprint: string;
}

/** The kinds that count for a history, as in a worker without FEEDBACK_WEIGHTS. */
const COUNTED: ReadonlySet<WeightedKind> = new Set(
  (Object.keys(WEIGHTS) as WeightedKind[]).filter((kind) => WEIGHTS[kind] === 1),
);

/**
 * @returns a function that ranks for a user, and what its results depend on
 * @throws InputError if the bundle or the dataset cannot be read
 */
export async function openOffline(
  { bundle, data, limit }: { bundle: string; data: string; limit: number },
  users: readonly string[],
): Promise<{ what: object; of: (user: string) => Promise<Recommendation> }> {
  const { manifest, items, table, towers } = await openNodeBundle(await readBundle(bundle));
  const known = await readKnown(data, users);
  const rowOf = new Map(items.map(({ id }, row) => [id, row]));
  const rowsOf = (ids: Iterable<string>) => [...ids].flatMap((id) => rowOf.get(id) ?? []);
  const forSale = new Uint8Array(items.length).fill(1);
  for (const row of rowsOf(known.sold)) forSale[row] = 0;
  const model = manifest.version;

  const of = async (user: string): Promise<Recommendation> => {
    const { history, rejected } = readHistory(known.events.get(user) ?? [], COUNTED);
    const own = rowsOf(history.map(({ item }) => item));
    const read = towerHistory(own);
    if (read.length === 0) return { user, model, rails: [] };
    const vector = await towers.user(table.gather(read), read.length);
    const open = forSale.slice();
    for (const row of [...own, ...rowsOf(rejected)]) open[row] = 0;
    // No await from here on: all users share the scores' memory.
    const scores = table.lazyScores(vector);
    const best = topK(scores, limit, open).map((row) => {
      const { id, title, artist, image, width, height, price, currency } = items[row];
      return { id, score: scoreOf(scores, row), title, artist, image, width, height, price, currency };
    });
    return {
      user,
      model,
      rails: best.length > 0 ? [{ id: 'for-you', kind: 'for-you', title: 'For you', items: best }] : [],
    };
  };
  return { what: { model, dataset: known.fingerprint, limit }, of };
}

/** Reads the items and the events of a dataset; its features are not needed. */
async function readKnown(folder: string, users: readonly string[]): Promise<Known> {
  const { counts, fingerprint } = await readDatasetManifest(folder);
  const ids: string[] = [];
  const unique: boolean[] = [];
  for await (const { item } of readItemsCsv(join(folder, 'items.csv'))) {
    ids.push(item.id);
    unique.push(item.unique === true);
  }
  const items = { rows: new Map(ids.map((id, row) => [id, row])), mustBe: 'an id of items.csv' };
  const timed = new Map(users.map((user) => [user, [] as (HistoryEvent & { at: number })[]]));
  const sold = new Set<string>();
  for (const file of counts.validation > 0 ? ['events.csv', 'validation.csv'] : ['events.csv'])
    for await (const block of readEvents(join(folder, file), items))
      for (const { user, item, kind: code, at } of block) {
        const kind = KINDS[code];
        if (kind === 'purchase' && unique[item]) sold.add(ids[item]);
        timed.get(user)?.push({ item: ids[item], kind, at });
      }
  // Array.sort is stable: events of the same time stay in file order.
  for (const own of timed.values()) if (own.every(({ at }) => !Number.isNaN(at))) own.sort((a, b) => a.at - b.at);
  return { events: timed, sold, fingerprint };
}
