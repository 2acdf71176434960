// Metrics of the top of each list beyond accuracy: an accurate method may still show the same few items to all users, and no
// item that is new or rare.
import { coverage } from '@curatornet/shared/metrics/coverage.ts';
import { diversity } from '@curatornet/shared/metrics/diversity.ts';
import { ndcg } from '@curatornet/shared/metrics/ndcg.ts';
import { novelty } from '@curatornet/shared/metrics/novelty.ts';
import { recall } from '@curatornet/shared/metrics/recall.ts';
import { z } from 'zod';

/** The length of the lists that are measured, unless the setting `k` says otherwise. */
export const PLACES = 20;
/** An item that fewer users have is rare; one that nobody has is also cold. */
export const RARE_BELOW = 10;

export const listRowSchema = z.strictObject({
  method: z.string(),
  places: z.int().positive(),
  /** Means over the users, of the hidden items among the places. */
  recall: z.number(),
  ndcg: z.number(),
  /** Share of the items that appear in at least one list. */
  coverage: z.number(),
  /** Mean self-information of the shown items, in bits: the fewer users have an item, the higher. */
  novelty: z.number(),
  /** Mean of 1 - cosine of the pictures of a list; null if no list has two items. */
  diversity: z.number().nullable(),
  /** Share of the places that go to artists without any interaction; null if artists are unknown. */
  newcomers: z.number().nullable(),
  /** Share of the places that go to items that nobody has. */
  cold: z.number(),
  /** Share of the places that go to items that fewer than ten users have, cold items included. */
  rare: z.number(),
  /** Share of the hidden rare items that are among the places; null if none is hidden. */
  rareRecall: z.number().nullable(),
});
export type ListRow = z.infer<typeof listRowSchema>;

/** The data of the items that the metrics need. */
export interface Items {
  /** z-scored features of some rows, of length 1: [list.length, size]. */
  unitOf(list: readonly number[]): Float32Array;
  size: number;
  /** By row; undefined if unknown. */
  artists: readonly (string | undefined)[];
  /** The number of users who have each row, and the total number of users. */
  owners: ArrayLike<number>;
  users: number;
}

const mean = (values: number[]) =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Whether each row is rare. */
export const rareRows = (owners: ArrayLike<number>): boolean[] => Array.from(owners, (count) => count < RARE_BELOW);

/** Collects the lists of one method. */
export class Lists {
  readonly #items: Items;
  readonly #places: number;
  readonly #lists: number[][] = [];
  readonly #recalls: number[] = [];
  readonly #ndcgs: number[] = [];
  readonly #rare: boolean[];
  #hiddenRare = 0;
  #foundRare = 0;
  constructor(items: Items, places = PLACES) {
    this.#items = items;
    this.#places = places;
    this.#rare = rareRows(items.owners);
  }

  /** @param list the top rows of a user @param hidden the user's hidden rows */
  add(list: readonly number[], hidden: readonly number[]): void {
    if (list.length === 0) return;
    this.#lists.push([...list]);
    const ranks = hidden.map((row) => (list.includes(row) ? list.indexOf(row) : Number.POSITIVE_INFINITY));
    this.#recalls.push(recall(ranks, this.#places));
    this.#ndcgs.push(ndcg(ranks, this.#places));
    for (const [i, row] of hidden.entries()) {
      if (!this.#rare[row]) continue;
      this.#hiddenRare++;
      if (ranks[i] < this.#places) this.#foundRare++;
    }
  }

  /** @returns null without users */
  row(method: string): ListRow | null {
    const { unitOf, size, artists, owners, users } = this.#items;
    if (this.#lists.length === 0) return null;
    const lists = this.#lists;
    const established = new Set(artists.filter((artist, row) => artist !== undefined && owners[row] > 0));
    const places = lists.flat();
    const byArtists = places.filter((row) => artists[row] !== undefined);
    return {
      method,
      places: this.#places,
      recall: mean(this.#recalls)!,
      ndcg: mean(this.#ndcgs)!,
      coverage: coverage(lists, artists.length),
      novelty: mean(lists.map((list) => novelty(list, owners, users)))!,
      diversity: mean(
        lists.filter(({ length }) => length > 1).map((list) => diversity([...list.keys()], unitOf(list), size)),
      ),
      newcomers: mean(byArtists.map((row) => Number(!established.has(artists[row])))),
      cold: mean(places.map((row) => Number(owners[row] === 0)))!,
      rare: mean(places.map((row) => Number(this.#rare[row])))!,
      rareRecall: this.#hiddenRare === 0 ? null : this.#foundRare / this.#hiddenRare,
    };
  }
}
