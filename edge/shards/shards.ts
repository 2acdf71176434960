// The shards of a version, as an isolate asks them: a call for each thing that a shard does, with a deadline and a breaker.
import { type Manifest, partOf, partSizes } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Asking } from '../catalogue/source.ts';
import type { Parts } from '../model/load.ts';
import { Breaker, BreakerOpen } from '../storage/breaker.ts';
import { within } from '../storage/deadline.ts';
import { shardNear } from './addresses.ts';
import type { Holding, ItemPage, Opened, Question, Reply, ShardStub } from './messages.ts';

/** How long a version waits for its shards to load. */
const OPEN_MS = 10_000;
/** How long a page of items may take. */
const PAGE_MS = 10_000;

export class Shards {
  readonly manifest: Manifest;
  /** The parts of each shard. */
  readonly #layout: readonly Parts[];
  readonly #breakers: readonly Breaker[];
  readonly #sizes: number[];
  /** The revision of the catalogue that answers must know of. */
  revision = 0;

  /** @param deadline how long an answer waits for a shard, in milliseconds */
  constructor(manifest: Manifest, layout: readonly Parts[], deadline: number) {
    this.manifest = manifest;
    this.#layout = layout;
    this.#breakers = layout.map((_, nth) => new Breaker({ name: this.nameOf(nth), deadline }));
    this.#sizes = layout.map(() => 0);
  }

  get count(): number {
    return this.#layout.length;
  }

  /** The number of items for sale, as far as shards said it. */
  get size(): number {
    return this.#sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The name of a shard in the log. */
  nameOf = (nth: number): string => `shard ${nth + 1} of ${this.count} of model ${this.manifest.version}`;

  /** The shard that holds an item or would hold it. */
  shardOf(id: string): number {
    const part = partOf(id, partSizes(this.manifest).length);
    return this.#layout.findIndex(({ from, to }) => part >= from && part < to);
  }

  /**
   * Has a shard load its items.
   * @throws InputError if they do not match the manifest, Error if it cannot be reached or takes too long
   */
  async open(nth: number, asking: Asking): Promise<Opened> {
    const opened = await within(
      OPEN_MS,
      this.nameOf(nth),
      this.#call(nth, asking, (shard, holding) => shard.open(holding, placeOf(asking))),
    );
    if ('refused' in opened) throw new InputError('mismatch', opened.refused, { where: this.nameOf(nth) });
    this.#sizes[nth] = opened.size;
    return opened;
  }

  /** Asks a shard for rows. @returns undefined if it has no answer in time */
  async select(
    nth: number,
    asking: Asking,
    question: Pick<Question, 'wanted' | 'vectors'>,
  ): Promise<Reply | undefined> {
    const asked = { ...question, revision: this.revision, place: placeOf(asking) };
    const work = () => this.#call(nth, asking, (shard, holding) => shard.select(holding, asked));
    try {
      const reply = await this.#breakers[nth].call(work, asking.near.keep);
      if (!reply) return undefined;
      this.#sizes[nth] = reply.size;
      return reply;
    } catch (error) {
      // The breaker has logged it.
      if (!(error instanceof BreakerOpen)) console.error(`${this.nameOf(nth)} cannot be asked:`, error);
      return undefined;
    }
  }

  /** A page of a shard's items. @throws Error if it cannot be reached or takes too long */
  page(nth: number, asking: Asking, from: number): Promise<ItemPage> {
    const page = this.#call(nth, asking, (shard, holding) => shard.page(holding, from));
    return within(PAGE_MS, this.nameOf(nth), page);
  }

  async #call<T>(
    nth: number,
    { env, near }: Asking,
    call: (shard: ShardStub, holding: Holding) => Promise<T>,
  ): Promise<T> {
    const { version } = this.manifest;
    const parts = this.#layout[nth];
    return call(shardNear(env, version, parts, near.place), { version, parts });
  }
}

/** Of `request.cf`, what a shard needs to choose a relay. */
const placeOf = ({ near: { place } }: Asking) => place && { latitude: place.latitude, longitude: place.longitude };
