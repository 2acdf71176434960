// The sales of a bundle's artists, by which the rails `popular` and `discover` rank. They are facts of the bundle: they stay
// when the store changes an item's artist, and all shards of a bundle agree on them.
import { z } from 'zod';
import { type BundleItem, SALES } from './bundle.ts';
import { InputError } from './errors.ts';
import { name } from './limits.ts';

const count = z.int().nonnegative();
const salesSchema = z.strictObject({ total: count, artists: z.array(z.tuple([name, count])) });

export class ArtistSales {
  /** The sales of all items. */
  readonly total: number;
  /** The median of the artists' sales; 0 without artists. */
  readonly median: number;
  readonly #artists: ReadonlyMap<string, number>;

  /** @param artists some of the artists; the others count as without sales */
  constructor({ total, median }: Pick<ArtistSales, 'total' | 'median'>, artists: ReadonlyMap<string, number>) {
    this.total = total;
    this.median = median;
    this.#artists = artists;
  }

  static of(total: number, artists: ReadonlyMap<string, number>): ArtistSales {
    const sorted = Float64Array.from(artists.values()).sort();
    return new ArtistSales({ total, median: sorted[(sorted.length - 1) >> 1] ?? 0 }, artists);
  }

  /** The sales of all items of an artist; 0 for one that the bundle does not have. */
  of(artist: string): number {
    return this.#artists.get(artist) ?? 0;
  }

  static count(items: Iterable<Pick<BundleItem, 'artist' | 'sales'>>): ArtistSales {
    const artists = new Map<string, number>();
    let total = 0;
    for (const { artist, sales } of items) {
      total += sales;
      if (artist !== undefined) artists.set(artist, (artists.get(artist) ?? 0) + sales);
    }
    return ArtistSales.of(total, artists);
  }

  /** Parses sales.json. @throws InputError `malformed` */
  static parse(bytes: Uint8Array): ArtistSales {
    try {
      const { total, artists } = salesSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      return ArtistSales.of(total, new Map(artists));
    } catch (cause) {
      throw new InputError('malformed', 'is not a list of artists and their sales', { where: SALES, cause });
    }
  }

  /** The contents of sales.json. */
  encode(): Uint8Array {
    return new TextEncoder().encode(JSON.stringify({ total: this.total, artists: [...this.#artists] }));
  }
}
