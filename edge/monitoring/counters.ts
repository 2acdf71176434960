// The counts of this isolate that are not in D1 yet. monitoring/count.ts adds to them with each request, and every half minute
// they are added to the totals in D1, which routes/metrics.ts reads. An isolate that ends loses the counts since.
import type { D1Database } from '@cloudflare/workers-types';
import { addCounts, exchangeCounts, type Reading } from '../storage/monitoring.ts';
import { BOUNDS_SECONDS, type Counted } from './monitored.ts';

/** How often an isolate writes its counts, at most: one row of D1 each time. */
const FLUSH_MS = 30_000;

/** The part of a histogram that is the sum of its values; the others are upper bounds. */
export const SUM = 'sum';
export const INFINITE = '+Inf';
const bounds = BOUNDS_SECONDS.map(String);

export class Counters {
  readonly #every: number;
  /** By the metric and the values of its labels, with spaces between, which no label has. */
  #counts = new Map<string, number>();
  #flushedAt = Number.NEGATIVE_INFINITY;

  constructor(every: number = FLUSH_MS) {
    this.#every = every;
  }

  /** Adds to a count. @param name as in the totals in D1: `requests /v1/rails GET 200` */
  add(name: `${Counted}${'' | ` ${string}`}`, more = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + more);
  }

  /** Adds a value to a histogram. */
  observe(name: `${Counted}${'' | ` ${string}`}`, seconds: number): void {
    const nth = BOUNDS_SECONDS.findIndex((bound) => seconds <= bound);
    this.add(`${name} ${bounds[nth] ?? INFINITE}`);
    this.add(`${name} ${SUM}`, seconds);
  }

  /** Whether it is time to write the counts to D1: after the first request, and then every half minute if there were any. */
  get due(): boolean {
    return this.#counts.size > 0 && Date.now() - this.#flushedAt >= this.#every;
  }

  /** Adds the counts to those in D1. */
  async flush(db: D1Database): Promise<void> {
    await this.#hand((counts) => addCounts(db, counts)).catch((error) =>
      console.error('cannot write the counts of GET /metrics:', error),
    );
  }

  /** Adds the counts to those in D1, and reads the totals and what else D1 knows. @throws Error if D1 fails */
  exchange(db: D1Database): Promise<Reading> {
    return this.#hand((counts) => exchangeCounts(db, counts));
  }

  /** Hands the counts over. If D1 fails, they are kept for the next time: those that it stored all the same count twice. */
  async #hand<T>(work: (counts: ReadonlyMap<string, number>) => Promise<T>): Promise<T> {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#flushedAt = Date.now();
    try {
      return await work(counts);
    } catch (error) {
      for (const [name, count] of counts) this.add(name as Counted, count);
      throw error;
    }
  }
}
