// A breaker on something that may stall: once it took longer than its deadline, requests are refused at once instead of
// waiting for it, and now and then one of them tries it in the background.
import { atMost } from './deadline.ts';

/** What was not tried, because it did not answer lately. */
export class BreakerOpen extends Error {}

export interface BreakerOptions {
  /** What is tried, for the log: `D1`. */
  name: string;
  /** How long it may take, in milliseconds. */
  deadline: number;
  /** How long it is left alone before it is tried again, in milliseconds: after the first failure, and after each failed try. */
  rest?: [first: number, next: number];
  clock?: () => number;
  log?: (line: string) => void;
}

export class Breaker {
  readonly #name: string;
  readonly #deadline: number;
  readonly #rest: [number, number];
  readonly #clock: () => number;
  readonly #log: (line: string) => void;
  /** Since when it is open, by the clock. */
  #openSince: number | undefined;
  #tryAt = 0;

  constructor({ name, deadline, rest = [1_000, 2_000], clock = Date.now, log = console.error }: BreakerOptions) {
    this.#name = name;
    this.#deadline = deadline;
    this.#rest = rest;
    this.#clock = clock;
    this.#log = log;
  }

  /** For how many milliseconds it has been open; undefined while requests go through. */
  get openFor(): number | undefined {
    return this.#openSince === undefined ? undefined : this.#clock() - this.#openSince;
  }

  /**
   * What the work comes to. A failure that comes within the deadline costs nobody time and leaves the breaker as it is.
   * @param patience how long this one waits at most: a failure within less than the deadline leaves the breaker as it is
   * @param keep keeps a try in the background alive: a request's `waitUntil`
   * @throws BreakerOpen at once, where it did not answer lately
   * @throws Error where it takes longer than the deadline
   */
  async call<T>(
    work: () => Promise<T>,
    keep: (probe: Promise<void>) => void,
    patience: number = this.#deadline,
  ): Promise<T> {
    const openFor = this.openFor;
    if (openFor !== undefined) {
      if (this.#clock() >= this.#tryAt) keep(this.#probe(work));
      throw new BreakerOpen(`${this.#name} has not answered for ${openFor} ms`);
    }
    const done = await this.#inTime(work, patience);
    if (!done) {
      if (patience >= this.#deadline) this.#open();
      throw new Error(`${this.#name} took longer than ${patience} ms`);
    }
    return done.value;
  }

  async #inTime<T>(work: () => Promise<T>, patience: number = this.#deadline): Promise<{ value: T } | undefined> {
    return atMost(
      patience,
      work().then((value) => ({ value })),
    );
  }

  #open(): void {
    // Requests that began before may fail after the first one did.
    if (this.#openSince !== undefined) return;
    this.#openSince = this.#clock();
    this.#tryAt = this.#openSince + this.#rest[0];
    this.#log(`${this.#name} took longer than ${this.#deadline} ms: requests go on without it`);
  }

  async #probe(work: () => Promise<unknown>): Promise<void> {
    // The next one is due even if this one ends with the request that began it.
    this.#tryAt = this.#clock() + this.#deadline + this.#rest[1];
    const done = await this.#inTime(work).catch(() => undefined);
    if (!done) {
      this.#tryAt = this.#clock() + this.#rest[1];
      return;
    }
    if (this.#openSince === undefined) return;
    this.#log(`${this.#name} answers again after ${this.#clock() - this.#openSince} ms`);
    this.#openSince = undefined;
  }
}
