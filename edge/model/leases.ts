// Which resources answers use at the moment: a model's memory is given back once it is retired and its last answer is made.
import type { ExecutionContext } from '@cloudflare/workers-types';

export type Context = Pick<ExecutionContext, 'waitUntil'>;

export interface Releasable {
  release(): Promise<void>;
}

export class Leases<T extends Releasable> {
  /** How many answers use a resource now. */
  readonly #uses = new Map<T, number>();
  readonly #retired = new Set<T>();
  readonly #released = new WeakSet<T>();

  /** Whether it was released: then it cannot be used any more. */
  isReleased(resource: T): boolean {
    return this.#released.has(resource);
  }

  /** Keeps a resource open until the promise of `work` settles. */
  async use<R>(resource: T, context: Context, work: () => R | Promise<R>): Promise<R> {
    this.#uses.set(resource, (this.#uses.get(resource) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const others = this.#uses.get(resource)! - 1;
      if (others > 0) this.#uses.set(resource, others);
      else this.#uses.delete(resource);
      this.#releaseUnused(resource, context);
    }
  }

  /** Says that no new answer will use a resource. */
  retire(resource: T, context: Context): void {
    this.#retired.add(resource);
    this.#releaseUnused(resource, context);
  }

  #releaseUnused(resource: T, context: Context): void {
    if (!this.#retired.has(resource) || this.#uses.has(resource)) return;
    this.#retired.delete(resource);
    this.#released.add(resource);
    context.waitUntil(resource.release());
  }
}
