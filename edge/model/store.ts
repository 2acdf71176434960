// The catalogue that this isolate serves, with its model. A version is loaded when a request finds it in force, once for
// all requests that wait for it; the last good one keeps serving while a newer one loads or when it cannot be loaded.
import type { ExecutionContext, R2Bucket } from '@cloudflare/workers-types';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Deployment } from '../database.ts';
import { atMost, within } from '../deadline.ts';
import { loadModel } from './load.ts';

export interface Patience {
  /** How long a request waits for a model where none serves, in milliseconds. */
  first: number;
  /** How long it waits for a newer one before the older one answers. */
  newer: number;
  /** How long it waits for another request's load before it loads by itself. */
  shared: number;
  /** How long a version that failed to load is left alone while an older one can serve. */
  retry: number;
}
const PATIENCE: Patience = { first: 12_000, newer: 2_500, shared: 8_000, retry: 1_000 };

type Context = Pick<ExecutionContext, 'waitUntil'>;

interface Loading {
  version: string;
  since: number;
  done: Promise<Catalogue>;
}

export class ModelStore {
  readonly #patience: Patience;
  #serving: Catalogue | undefined;
  /** The place of the served version in the order of deployments. */
  #seq = 0;
  #loading: Loading | undefined;
  #failed: { version: string; at: number } | undefined;
  /** How many answers use a catalogue now. */
  readonly #inUse = new Map<Catalogue, number>();
  readonly #closed = new WeakSet<Catalogue>();

  constructor(patience: Partial<Patience> = {}) {
    this.#patience = { ...PATIENCE, ...patience };
  }

  /** The number up to which this isolate knows of changes. */
  get number(): number {
    return this.#serving?.number ?? 0;
  }

  /** When this isolate last knew everything: milliseconds since 1970. */
  get readAt(): number {
    return this.#serving?.readAt ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * Answers with the catalogue in force; one answer uses one.
   * @param deployment the newest that the database knows; undefined where the database did not answer
   * @param answer gets undefined where nothing can be served. The model stays open until its promise settles
   */
  async use<T>(
    deployment: Deployment | null | undefined,
    bucket: R2Bucket,
    context: Context,
    answer: (catalogue: Catalogue | undefined) => T | Promise<T>,
  ): Promise<T> {
    let catalogue = await this.#current(deployment, bucket, context);
    if (catalogue && this.#closed.has(catalogue)) catalogue = this.#serving;
    if (!catalogue) return answer(undefined);
    this.#inUse.set(catalogue, (this.#inUse.get(catalogue) ?? 0) + 1);
    try {
      return await answer(catalogue);
    } finally {
      const others = this.#inUse.get(catalogue)! - 1;
      if (others > 0) this.#inUse.set(catalogue, others);
      else this.#inUse.delete(catalogue);
      this.#closeUnused(catalogue, context);
    }
  }

  async #current(
    deployment: Deployment | null | undefined,
    bucket: R2Bucket,
    context: Context,
  ): Promise<Catalogue | undefined> {
    if (!deployment) return this.#serving;
    const { version, seq } = deployment;
    // A request may have read the database before a switch that another one has made in the meantime.
    if (this.#serving && (this.#serving.model.version === version || seq < this.#seq)) {
      this.#seq = Math.max(this.#seq, seq);
      return this.#serving;
    }
    const { first, newer, retry } = this.#patience;
    const failed = this.#failed;
    if (this.#serving && failed?.version === version && Date.now() - failed.at < retry) return this.#serving;
    // Of a load that hangs, only the first requests wait so long.
    const since = this.#underWay(version)?.since ?? Date.now();
    const left = this.#serving ? since + newer - Date.now() : first;
    if (left <= 0) return this.#serving;
    try {
      return await within(left, 'its load', this.#join(deployment, bucket, context));
    } catch (error) {
      console.error(`model ${version} cannot be loaded:`, error);
      this.#failed = { version, at: Date.now() };
      return this.#serving;
    }
  }

  /** The load of a version, unless it is so old that it may have ended with the request that began it. */
  #underWay(version: string): Loading | undefined {
    const loading = this.#loading;
    if (loading?.version === version && Date.now() - loading.since < this.#patience.shared) return loading;
  }

  /**
   * Waits for the load that is under way, or starts one. workerd cancels a request that waits for nothing but another
   * request's work, and ends that work with the request that began it. So a waiting request holds a timer of its own,
   * and the load is announced with `waitUntil`.
   */
  async #join({ version, seq }: Deployment, bucket: R2Bucket, context: Context): Promise<Catalogue> {
    const { first, shared } = this.#patience;
    const other = this.#underWay(version);
    const loaded = other && (await atMost(other.since + shared - Date.now(), other.done));
    if (loaded) return loaded;
    const done = within(first, 'reading it', loadModel(bucket, version))
      .then((catalogue) => this.#serve(catalogue, seq, context))
      .finally(() => {
        if (this.#loading?.done === done) this.#loading = undefined;
      });
    this.#loading = { version, since: Date.now(), done };
    context.waitUntil(done.catch(() => {}));
    return done;
  }

  /** Puts a loaded catalogue in force, unless a newer deployment came in force while it was loading. */
  #serve(loaded: Catalogue, seq: number, context: Context): Catalogue {
    const before = this.#serving;
    if (before && seq < this.#seq) {
      this.#closeUnused(loaded, context);
      return before;
    }
    if (before) loaded.inherit(before);
    this.#serving = loaded;
    this.#seq = seq;
    if (before) this.#closeUnused(before, context);
    return loaded;
  }

  /** Gives back the memory of a catalogue that is no longer in force once no answer uses it. */
  #closeUnused(catalogue: Catalogue, context: Context): void {
    if (catalogue === this.#serving || this.#inUse.has(catalogue) || this.#closed.has(catalogue)) return;
    this.#closed.add(catalogue);
    context.waitUntil(catalogue.release());
  }
}
