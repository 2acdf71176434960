// The item properties that rails and filters use, as typed arrays: scanning them is ten times faster than scanning objects.
// Updating an item takes constant time.
import type { BundleItem } from '@curatornet/shared/bundle.ts';
import type { ArtistSales } from '@curatornet/shared/sales.ts';

export class Columns {
  /** The artist's code, by row; -1 if unknown. */
  artist: Int32Array;
  /** -1 if unknown. */
  cluster: Int32Array;
  /** NaN if unknown. */
  price: Float64Array;
  /** Seconds since 1970, NaN if unknown. Rails of new items exclude unknown ones. */
  uploadedAt: Float64Array;
  sales: Float64Array;
  /** The code of each artist. */
  readonly artistNumber = new Map<string, number>();
  /** The sales of all items of an artist in the model's bundle, by the artist's code. */
  readonly salesOfArtist: number[] = [];
  /** The sales in the model's bundle. */
  readonly artistSales: ArtistSales;
  #newest: readonly number[] | undefined;

  /** @param capacity the largest number of rows */
  constructor(capacity: number, artistSales: ArtistSales) {
    this.artistSales = artistSales;
    this.artist = new Int32Array(capacity).fill(-1);
    this.cluster = new Int32Array(capacity).fill(-1);
    this.price = new Float64Array(capacity).fill(Number.NaN);
    this.uploadedAt = new Float64Array(capacity).fill(Number.NaN);
    this.sales = new Float64Array(capacity);
  }

  /** The rows with a known time of upload, latest first; ties by row. Cached until a time changes. */
  get newest(): readonly number[] {
    const time = this.uploadedAt;
    const known = () => [...time.keys()].filter((row) => !Number.isNaN(time[row]));
    this.#newest ??= known().sort((a, b) => time[b] - time[a] || a - b);
    return this.#newest;
  }

  /** Adds or updates a row. */
  set(row: number, { artist, cluster, price, uploadedAt, sales }: BundleItem): void {
    this.artist[row] = artist === undefined ? -1 : this.#numberOf(artist);
    this.cluster[row] = cluster ?? -1;
    this.price[row] = price ?? Number.NaN;
    if (!Object.is(this.uploadedAt[row], uploadedAt ?? Number.NaN)) this.#newest = undefined;
    this.uploadedAt[row] = uploadedAt ?? Number.NaN;
    this.sales[row] = sales;
  }

  /** Increases the capacity. */
  grow(capacity: number): void {
    const before = this.artist.length;
    const grown = new Columns(capacity, this.artistSales);
    for (const column of ['artist', 'cluster', 'price', 'uploadedAt', 'sales'] as const) {
      grown[column].set(this[column].subarray(0, before));
      (this[column] as Int32Array | Float64Array) = grown[column];
    }
  }

  #numberOf(artist: string): number {
    let number = this.artistNumber.get(artist);
    if (number === undefined) {
      number = this.salesOfArtist.push(this.artistSales.of(artist)) - 1;
      this.artistNumber.set(artist, number);
    }
    return number;
  }
}
