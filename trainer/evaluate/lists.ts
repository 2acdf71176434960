// Beyond-accuracy metrics of the top of each list: an accurate method may still show the same few items to all users.
import { coverage } from '@curatornet/shared/metrics/coverage.ts';
import { diversity } from '@curatornet/shared/metrics/diversity.ts';
import { novelty } from '@curatornet/shared/metrics/novelty.ts';
import { z } from 'zod';

/** The length of the lists that are measured. */
export const PLACES = 20;

export const listRowSchema = z.strictObject({
  method: z.string(),
  places: z.literal(PLACES),
  /** Share of the items that appear in at least one list. */
  coverage: z.number(),
  /** Mean self-information of the shown items, in bits: the fewer users have an item, the higher. */
  novelty: z.number(),
  /** Mean of 1 - cosine of the pictures of a list; null if no list has two items. */
  diversity: z.number().nullable(),
  /** Share of the places that go to artists without any interaction; null if artists are unknown. */
  newcomers: z.number().nullable(),
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

/** Collects the lists of one method. */
export class Lists {
  readonly #items: Items;
  readonly #lists: number[][] = [];
  constructor(items: Items) {
    this.#items = items;
  }

  /** @param list the top rows of a user */
  add(list: number[]): void {
    if (list.length > 0) this.#lists.push(list);
  }

  /** @returns null without users */
  row(method: string): ListRow | null {
    const { unitOf, size, artists, owners, users } = this.#items;
    if (this.#lists.length === 0) return null;
    const lists = this.#lists;
    const established = new Set(artists.filter((artist, row) => artist !== undefined && owners[row] > 0));
    const places = lists.flat().filter((row) => artists[row] !== undefined);
    return {
      method,
      places: PLACES,
      coverage: coverage(lists, artists.length),
      novelty: mean(lists.map((list) => novelty(list, owners, users)))!,
      diversity: mean(
        lists.filter(({ length }) => length > 1).map((list) => diversity([...list.keys()], unitOf(list), size)),
      ),
      newcomers: mean(places.map((row) => Number(!established.has(artists[row])))),
    };
  }
}
