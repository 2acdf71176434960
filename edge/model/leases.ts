// Counts the answers that use a resource. A model's memory is freed once it is retired and its last answer is finished.
import type { ExecutionContext } from '@cloudflare/workers-types';

export type WaitUntil = Pick<ExecutionContext, 'waitUntil'>;

export interface Releasable {
  release(): Promise<void>;
}

export class Leases<T extends Releasable> {
  /** The number of answers that use each resource. */
  readonly #uses = new Map<T, number>();
  readonly #retired = new Set<T>();
  readonly #released = new WeakSet<T>();

  /** Whether a resource was released and cannot be used any more. */
  isReleased(resource: T): boolean {
    return this.#released.has(resource);
  }

  /** Keeps a resource open until the promise of `work` settles. */
  async use<R>(resource: T, context: WaitUntil, work: () => R | Promise<R>): Promise<R> {
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

  /** Declares that no new answer will use a resource. */
  retire(resource: T, context: WaitUntil): void {
    this.#retired.add(resource);
    this.#releaseUnused(resource, context);
  }

  #releaseUnused(resource: T, context: WaitUntil): void {
    if (!this.#retired.has(resource) || this.#uses.has(resource)) return;
    this.#retired.delete(resource);
    this.#released.add(resource);
    context.waitUntil(resource.release());
  }
}
