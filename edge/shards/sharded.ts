// A version whose items are in shards: the towers are here, and all shards are asked at once for what an answer depends on. A
// shard that does not answer in time costs its items, and the answer says so.
import type { Manifest } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { checkProbeUser } from '@curatornet/shared/probe-rule.ts';
import type { SnapshotBase } from '../catalogue/compact.ts';
import type { Asking, ItemSource, Stock } from '../catalogue/source.ts';
import { loadTowers, type Model, type Parts } from '../model/load.ts';
import type { State } from '../storage/state.ts';
import { Tables } from './gathered.ts';
import type { Opened } from './messages.ts';
import { ShardedItems } from './sharded-items.ts';
import { Shards } from './shards.ts';

export interface OpenOptions {
  /** Whether a version may serve without some of its shards: when nothing else can serve. */
  tolerant: boolean;
  /** How long an answer waits for a shard, in milliseconds. */
  shardDeadline: number;
  /** Whether a version that fits into the isolate is opened without its snapshot. */
  bundleOnly: boolean;
}

export class ShardedStock implements Stock {
  readonly model: Model;
  readonly invalid: readonly string[];
  readonly #shards: Shards;
  readonly #tables: Tables;
  readAt = Number.NEGATIVE_INFINITY;
  snapshot: SnapshotBase = { revision: 0, items: 0 };

  private constructor(model: Model, shards: Shards, invalid: readonly string[]) {
    this.model = model;
    this.invalid = invalid;
    this.#shards = shards;
    this.#tables = new Tables(shards.manifest.model.dimensions);
  }

  /**
   * Loads the towers, has all shards load their items, and verifies the user tower by the probes.
   * @throws InputError if an object in R2 is missing or does not match the manifest, or a probe fails
   * @throws Error if a shard cannot be reached
   */
  static async open(
    asking: Asking,
    manifest: Manifest,
    layout: readonly Parts[],
    { tolerant, shardDeadline }: Omit<OpenOptions, 'bundleOnly'>,
  ): Promise<ShardedStock> {
    const shards = new Shards(manifest, layout, shardDeadline);
    const [model, answers] = await Promise.all([
      loadTowers(asking.env, manifest),
      Promise.allSettled(layout.map((_, nth) => shards.open(nth, asking))),
    ]);
    try {
      for (const [nth, answer] of answers.entries()) {
        if (answer.status === 'fulfilled') continue;
        if (!tolerant || answer.reason instanceof InputError) throw answer.reason;
        console.error(`serving without ${shards.nameOf(nth)}:`, answer.reason);
      }
      const opened = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      if (opened.length === 0) throw new Error(`no shard of model ${model.version} can be reached`);
      await checkTower(model, manifest, opened);
      return new ShardedStock(
        model,
        shards,
        opened.flatMap(({ invalid }) => invalid),
      );
    } catch (error) {
      await releaseTowers(model);
      throw error;
    }
  }

  get bundleItems(): number {
    return this.#shards.manifest.model.items;
  }

  get size(): number {
    return this.#shards.size;
  }

  get revision(): number {
    return this.#shards.revision;
  }

  /** Shards have the features. */
  get featuresRevision(): number {
    return this.revision;
  }

  /** A shard reads changes itself: it is told which revision it must know. */
  learn({ revision }: State): void {
    this.#shards.revision = Math.max(this.#shards.revision, revision);
  }

  async bringUpToDate(state: State): Promise<boolean> {
    this.learn(state);
    return true;
  }

  /** Shards read all changes before they serve, so which items are sold is known. */
  inherit({ revision }: Stock): void {
    this.#shards.revision = Math.max(this.#shards.revision, revision);
  }

  async answer<T>(asking: Asking, work: (items: ItemSource) => T | Promise<T>): Promise<T> {
    const items = new ShardedItems(this.model, this.#shards, this.#tables, asking);
    try {
      return await work(items);
    } finally {
      items.close();
    }
  }

  /** Frees the memory of the towers. Shards that nobody asks end by themselves. */
  release(): Promise<void> {
    return releaseTowers(this.model);
  }
}

/** Compares the user tower with the probes whose histories are known. The shards have compared their items with them. */
async function checkTower(model: Model, { probes, model: { dimensions } }: Manifest, opened: readonly Opened[]) {
  const vectors = new Map(opened.flatMap(({ probeVectors }) => [...probeVectors]));
  for (const probe of probes) {
    if (!probe.history.every((id) => vectors.has(id))) continue;
    const history = new Float32Array(probe.history.length * dimensions);
    for (const [i, id] of probe.history.entries()) history.set(vectors.get(id)!, i * dimensions);
    checkProbeUser(probe, await model.tower(history, probe.history.length));
  }
}

async function releaseTowers({ tower, itemTower }: Model): Promise<void> {
  await Promise.all([tower.release(), itemTower.release()]);
}
