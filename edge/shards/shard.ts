// A shard: a Durable Object near visitors that holds some parts of one version's items in memory. It stores nothing: one that
// starts again loads its items from R2, and what changed since from the relay or D1.
import { DurableObject } from 'cloudflare:workers';
import type { DurableObjectState } from '@cloudflare/workers-types';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';
import { Databases } from '../relay/databases.ts';
import type { Place } from '../relay/regions.ts';
import type { Database } from '../storage/state.ts';
import { shardName } from './addresses.ts';
import type { Holding, ItemPage, Opened, Question, Reply } from './messages.ts';
import { Slice } from './slice.ts';

/** How long after a failure to load the next request tries again. */
const RETRY_MS = 1_000;

export class Shard extends DurableObject<Environment> {
  readonly #ctx: DurableObjectState;
  readonly #databases = new Databases();
  #slice: Slice | undefined;
  #loading: Promise<Slice> | undefined;
  #retryAt = 0;

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env);
    this.#ctx = ctx;
  }

  /** Loads the items, unless they are there. What does not match the manifest is refused. */
  async open(holding: Holding, place?: Place): Promise<Opened | { refused: string }> {
    try {
      return (await this.#load(holding, place)).opened;
    } catch (error) {
      if (error instanceof InputError) return { refused: error.message };
      throw error;
    }
  }

  /** Null while the items are being loaded. */
  async select(holding: Holding, question: Question): Promise<Reply | null> {
    const { place } = question;
    if (this.#slice) return this.#slice.reply(this.env, question, this.#database(holding, place));
    if (Date.now() >= this.#retryAt) this.#ctx.waitUntil(this.#load(holding, place).catch(() => {}));
    return null;
  }

  async page(holding: Holding, from: number): Promise<ItemPage> {
    return (await this.#load(holding)).page(from);
  }

  /** All requests share one load: a Durable Object goes on with it whoever waits. */
  #load(holding: Holding, place?: Place): Promise<Slice> {
    this.#loading ??= Slice.load(this.env, holding, this.#database(holding, place)).then(
      (slice) => {
        this.#slice = slice;
        return slice;
      },
      (error) => {
        console.error(`shard ${shardName(holding)} cannot be loaded:`, error);
        this.#loading = undefined;
        this.#retryAt = Date.now() + RETRY_MS;
        throw error;
      },
    );
    return this.#loading;
  }

  #database(holding: Holding, place?: Place): Database {
    const keep = (work: Promise<void>) => this.#ctx.waitUntil(work);
    return this.#databases.open(this.env, { place, visitor: shardName(holding), keep });
  }
}
