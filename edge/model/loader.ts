// Loads versions of a model: one at a time, once for all requests that wait for it, and after a failure not again for a
// moment. It does not know what a version becomes when it is loaded.
import { atMost, within } from '../storage/deadline.ts';
import type { Context } from './leases.ts';

/** How long requests wait, in milliseconds. */
export interface Timeouts {
  /** How long a request waits for a model where none serves. */
  first: number;
  /** How long it waits for a newer one before the older one answers. */
  newer: number;
  /** How long it waits for another request's load before it loads by itself. */
  shared: number;
  /** How long a version that failed to load is left alone while an older one can serve. */
  retry: number;
}
export const TIMEOUTS: Timeouts = { first: 12_000, newer: 2_500, shared: 8_000, retry: 1_000 };

interface Loading<T> {
  version: string;
  startedAt: number;
  done: Promise<T>;
}

export class Loader<T extends object> {
  readonly #timeouts: Timeouts;
  #loading: Loading<T> | undefined;
  /** When a version failed to load. */
  readonly #failedAt = new Map<string, number>();

  constructor(timeouts: Timeouts) {
    this.#timeouts = timeouts;
  }

  /** Whether a version failed to load a moment ago. */
  failedLately(version: string): boolean {
    return Date.now() - (this.#failedAt.get(version) ?? Number.NEGATIVE_INFINITY) < this.#timeouts.retry;
  }

  /**
   * Waits for the load of a version that is under way, or starts one. workerd cancels a request that waits for nothing but
   * another request's work, and ends that work with the request that began it. So a waiting request holds a timer of its
   * own, and the load is announced with `waitUntil`.
   * @param patience milliseconds since the load began; of a load that hangs, only the first requests wait so long
   * @param load begins the load
   * @param onFailure hears once why a load failed or took longer, however many requests waited for it
   * @returns undefined where it failed or there is no patience left
   */
  async load(
    version: string,
    patience: number,
    context: Context,
    load: () => Promise<T>,
    onFailure: (error: unknown) => void,
  ): Promise<T | undefined> {
    const left = (this.#underWay(version)?.startedAt ?? Date.now()) + patience - Date.now();
    if (left <= 0) return undefined;
    try {
      const loaded = await within(left, 'its load', this.#join(version, context, load));
      this.#failedAt.delete(version);
      return loaded;
    } catch (error) {
      const known = this.failedLately(version);
      this.#failedAt.set(version, Date.now());
      if (!known) onFailure(error);
      return undefined;
    }
  }

  /** Runs a load once no other one is under way; a request that waits holds timers of its own. */
  async alone(name: string, load: () => Promise<T>): Promise<T> {
    return (await this.#start(name, load)).done;
  }

  /** The load of a version, unless it is so old that it may have ended with the request that began it. */
  #underWay(version: string): Loading<T> | undefined {
    const loading = this.#loading;
    if (loading?.version === version && Date.now() - loading.startedAt < this.#timeouts.shared) return loading;
  }

  async #join(version: string, context: Context, load: () => Promise<T>): Promise<T> {
    const other = this.#underWay(version);
    const loaded = other && (await atMost(other.startedAt + this.#timeouts.shared - Date.now(), other.done));
    if (loaded) return loaded;
    const { done } = await this.#start(version, load);
    context.waitUntil(done.then(() => {}).catch(() => {}));
    return done;
  }

  async #start(version: string, load: () => Promise<T>): Promise<Loading<T>> {
    const { first, shared } = this.#timeouts;
    for (let busy = this.#loading; busy && Date.now() - busy.startedAt < shared; busy = this.#loading)
      await atMost(
        busy.startedAt + shared - Date.now(),
        busy.done.catch(() => undefined),
      );
    const done = within(first, 'reading it', load()).finally(() => {
      if (this.#loading?.done === done) this.#loading = undefined;
    });
    const loading = { version, startedAt: Date.now(), done };
    this.#loading = loading;
    return loading;
  }
}
