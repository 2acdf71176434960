// Beyond accuracy: what the first places look like, whoever they are for. A method can be right and still show everybody
// the same few items.
import { coverage } from '@curatornet/shared/metrics/coverage.ts';
import { diversity } from '@curatornet/shared/metrics/diversity.ts';
import { novelty } from '@curatornet/shared/metrics/novelty.ts';
import { topK } from '@curatornet/shared/ranking.ts';
import { z } from 'zod';

/** How many places are looked at. */
export const PLACES = 20;

export const listRowSchema = z.strictObject({
  method: z.string(),
  places: z.literal(PLACES),
  /** Share of the items that somebody sees. */
  coverage: z.number(),
  /** Bits: how few people have what is shown. */
  novelty: z.number(),
  /** Mean of 1 - cosine of the pictures of a list; null where no list has two items. */
  diversity: z.number().nullable(),
  /** Share of the places that go to artists of whom nobody has an item; null where artists are not known. */
  newcomers: z.number().nullable(),
});
export type ListRow = z.infer<typeof listRowSchema>;

/** What is known of the items. */
export interface Items {
  /** z-scored features of length 1, [rows, size]. */
  unit: Float32Array;
  size: number;
  /** By row; undefined where it is not known. */
  artists: readonly (string | undefined)[];
  /** How many users have each row, and how many users there are. */
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

  /** @param scores of a user, what does not compete being -Infinity */
  add(scores: Float32Array): void {
    const list = topK(scores, PLACES);
    if (list.length > 0) this.#lists.push(list);
  }

  /** @returns null where nobody was asked */
  row(method: string): ListRow | null {
    const { unit, size, artists, owners, users } = this.#items;
    if (this.#lists.length === 0) return null;
    const lists = this.#lists;
    const established = new Set(artists.filter((artist, row) => artist !== undefined && owners[row] > 0));
    const places = lists.flat().filter((row) => artists[row] !== undefined);
    return {
      method,
      places: PLACES,
      coverage: coverage(lists, artists.length),
      novelty: mean(lists.map((list) => novelty(list, owners, users)))!,
      diversity: mean(lists.filter(({ length }) => length > 1).map((list) => diversity(list, unit, size))),
      newcomers: mean(places.map((row) => Number(!established.has(artists[row])))),
    };
  }
}
