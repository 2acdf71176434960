// The model that this isolate serves. A version is loaded when a request finds it in force, once for all requests that
// wait for it; the last good one keeps serving while a newer one loads or when it cannot be loaded.
import type { ExecutionContext, R2Bucket } from '@cloudflare/workers-types';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Deployment } from '../database.ts';
import { loadModel } from './load.ts';

/** How long a request waits for another one's load before it loads by itself. */
const PATIENCE_MS = 10_000;
/** How long a version that failed to load is left alone while an older one can serve. */
const RETRY_MS = 1_000;

type Context = Pick<ExecutionContext, 'waitUntil'>;

interface Loading {
  version: string;
  done: Promise<Catalogue>;
}

export class ModelStore {
  #serving: Catalogue | undefined;
  /** The place of the served version in the order of deployments. */
  #seq = 0;
  #loading: Loading | undefined;
  #failed: { version: string; at: number } | undefined;
  /** How many answers use a model now. */
  readonly #inUse = new Map<Catalogue, number>();
  readonly #closed = new WeakSet<Catalogue>();

  /**
   * Answers with the model in force; one answer uses one model.
   * @param deployment the newest that the database knows; undefined where the database did not answer
   * @param answer gets undefined where nothing can be served. The model stays open until its promise settles
   */
  async use<T>(
    deployment: Deployment | null | undefined,
    bucket: R2Bucket,
    context: Context,
    answer: (catalogue: Catalogue | undefined) => T | Promise<T>,
  ): Promise<T> {
    let model = await this.#current(deployment, bucket, context);
    if (model && this.#closed.has(model)) model = this.#serving;
    if (!model) return answer(undefined);
    this.#inUse.set(model, (this.#inUse.get(model) ?? 0) + 1);
    try {
      return await answer(model);
    } finally {
      const others = this.#inUse.get(model)! - 1;
      if (others > 0) this.#inUse.set(model, others);
      else this.#inUse.delete(model);
      this.#closeUnused(model, context);
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
    const failed = this.#failed;
    if (this.#serving && failed?.version === version && Date.now() - failed.at < RETRY_MS) return this.#serving;
    try {
      return await this.#join(deployment, bucket, context);
    } catch (error) {
      console.error(`model ${version} cannot be loaded:`, error);
      this.#failed = { version, at: Date.now() };
      return this.#serving;
    }
  }

  /**
   * Waits for the load that is under way, or starts one. workerd cancels a request that waits for nothing but another
   * request's work, and ends that work with the request that began it. So a waiting request holds a timer of its own,
   * and the load is announced with `waitUntil`.
   */
  async #join({ version, seq }: Deployment, bucket: R2Bucket, context: Context): Promise<Catalogue> {
    const shared = this.#loading;
    if (shared?.version === version) {
      const { promise: tooLong, resolve } = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
      const model = await Promise.race([shared.done, tooLong]).finally(() => clearTimeout(timer));
      if (model) return model;
    }
    const done = loadModel(bucket, version)
      .then((model) => this.#serve(model, seq, context))
      .finally(() => {
        if (this.#loading?.done === done) this.#loading = undefined;
      });
    this.#loading = { version, done };
    context.waitUntil(done.catch(() => {}));
    return done;
  }

  /** Puts a loaded model in force, unless a newer deployment came in force while it was loading. */
  #serve(loaded: Catalogue, seq: number, context: Context): Catalogue {
    const before = this.#serving;
    if (before && seq < this.#seq) {
      this.#closeUnused(loaded, context);
      return before;
    }
    this.#serving = loaded;
    this.#seq = seq;
    if (before) this.#closeUnused(before, context);
    return loaded;
  }

  /** Gives back the memory of a model that is no longer in force once no answer uses it. */
  #closeUnused(model: Catalogue, context: Context): void {
    if (model === this.#serving || this.#inUse.has(model) || this.#closed.has(model)) return;
    this.#closed.add(model);
    context.waitUntil(model.model.tower.release());
  }
}
