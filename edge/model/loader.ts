// Loads versions of a model, one at a time. Requests that need the same version share a load; after a failure, the version
// is not tried again for a moment. release/served-models.ts decides what a loaded version is used for.
import { atMost, within } from '../storage/deadline.ts';
import type { WaitUntil } from './leases.ts';

/** In milliseconds. */
export interface Timeouts {
  /** How long a request waits for a model if no other can serve. */
  first: number;
  /** How long it waits for a newer model before the older one answers. */
  newer: number;
  /** How long it waits for another request's load before it loads the model itself. */
  shared: number;
  /** How long a version that failed to load is not tried again while an older one can serve. */
  retry: number;
  /** How long an answer waits for a shard. */
  shard: number;
}
export const TIMEOUTS: Timeouts = { first: 12_000, newer: 2_500, shared: 8_000, retry: 1_000, shard: 2_500 };

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
   * Joins a running load of the version, or starts one. workerd cancels a request that waits only for another request's
   * work, and stops that work when the request that started it ends. So each waiting request has its own timer, and
   * the load is passed to `waitUntil`.
   * @param patience the longest wait, in milliseconds since the load began: if a load hangs, only the first requests wait
   * @param load starts the load
   * @param onFailure is called once if the load fails or times out, however many requests wait for it
   * @returns undefined if the load failed or timed out
   */
  async load(
    version: string,
    patience: number,
    context: WaitUntil,
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

  /** Runs a load when no other load is running. */
  async alone(name: string, load: () => Promise<T>): Promise<T> {
    return (await this.#start(name, load)).done;
  }

  /** The running load of a version, unless it is so old that it may have been stopped with the request that started it. */
  #underWay(version: string): Loading<T> | undefined {
    const loading = this.#loading;
    if (loading?.version === version && Date.now() - loading.startedAt < this.#timeouts.shared) return loading;
  }

  async #join(version: string, context: WaitUntil, load: () => Promise<T>): Promise<T> {
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
