// What rails and filters choose by, column by column: a scan over numbers is ten times faster than one over objects. A
// item that changes costs its own row, whatever the size of the catalogue.
import type { BundleItem } from '@curatornet/shared/bundle.ts';

export class Columns {
  /** A number for each artist, by row; -1 where none is known. */
  artist: Int32Array;
  /** -1 where none is known. */
  cluster: Int32Array;
  /** NaN where none is known. */
  price: Float64Array;
  /** Seconds since 1970, NaN where it is not known: such a row competes on no rail of new items. */
  uploadedAt: Float64Array;
  sales: Float64Array;
  /** Each artist's number. */
  readonly artistNumber = new Map<string, number>();
  /** Sales of all items of an artist, by the artist's number. */
  readonly salesOfArtist: number[] = [];
  totalSales = 0;
  #median: number | undefined;
  #newest: readonly number[] | undefined;

  /** @param capacity rows that there is room for */
  constructor(capacity: number) {
    this.artist = new Int32Array(capacity).fill(-1);
    this.cluster = new Int32Array(capacity).fill(-1);
    this.price = new Float64Array(capacity).fill(Number.NaN);
    this.uploadedAt = new Float64Array(capacity).fill(Number.NaN);
    this.sales = new Float64Array(capacity);
  }

  /** Half of the artists have sold no more than this. */
  get medianArtistSales(): number {
    this.#median ??= this.salesOfArtist.toSorted((a, b) => a - b)[(this.salesOfArtist.length - 1) >> 1] ?? 0;
    return this.#median;
  }

  /** Rows whose time of upload is known, latest first; equal ones by row. Sorted again only when such a time changes. */
  get newest(): readonly number[] {
    const time = this.uploadedAt;
    const known = () => [...time.keys()].filter((row) => !Number.isNaN(time[row]));
    this.#newest ??= known().sort((a, b) => time[b] - time[a] || a - b);
    return this.#newest;
  }

  /** Writes a row: a new one, or one that has changed. */
  set(row: number, { artist, cluster, price, uploadedAt, sales }: BundleItem): void {
    this.#count(this.artist[row], -this.sales[row]);
    this.artist[row] = artist === undefined ? -1 : this.#numberOf(artist);
    this.cluster[row] = cluster ?? -1;
    this.price[row] = price ?? Number.NaN;
    if (!Object.is(this.uploadedAt[row], uploadedAt ?? Number.NaN)) this.#newest = undefined;
    this.uploadedAt[row] = uploadedAt ?? Number.NaN;
    this.sales[row] = sales;
    this.#count(this.artist[row], sales);
  }

  /** Makes room for more rows. */
  grow(capacity: number): void {
    const before = this.artist.length;
    const grown = new Columns(capacity);
    for (const column of ['artist', 'cluster', 'price', 'uploadedAt', 'sales'] as const) {
      grown[column].set(this[column].subarray(0, before));
      (this[column] as Int32Array | Float64Array) = grown[column];
    }
  }

  #numberOf(artist: string): number {
    let number = this.artistNumber.get(artist);
    if (number === undefined) {
      number = this.salesOfArtist.push(0) - 1;
      this.artistNumber.set(artist, number);
      this.#median = undefined;
    }
    return number;
  }

  #count(artist: number, sales: number): void {
    this.totalSales += sales;
    if (artist < 0 || sales === 0) return;
    this.salesOfArtist[artist] += sales;
    this.#median = undefined;
  }
}
