// The items of a sharded version for one answer. What was asked for once is kept until the answer is made.

import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Catalogue, Item } from '../catalogue/catalogue.ts';
import type { Asking, ItemSource } from '../catalogue/source.ts';
import type { Wanted } from '../catalogue/wanted.ts';
import type { Model } from '../model/load.ts';
import { notShown } from '../rails/filter.ts';
import { aboutOf, profileOf } from '../rails/profile.ts';
import type { WantedPart } from '../rails/select.ts';
import { gather, type SentRow, type SentSales, type Tables } from './gathered.ts';
import type { ItemPage, Reply } from './messages.ts';
import type { Shards } from './shards.ts';

export class ShardedItems implements ItemSource {
  readonly model: Model;
  readonly #shards: Shards;
  readonly #tables: Tables;
  readonly #asking: Asking;
  readonly #borrowed: ItemTable[] = [];
  /** The rows of items that were asked for by id; undefined for those that no shard knows. */
  readonly #known = new Map<string, SentRow | undefined>();
  readonly #sales: SentSales = { all: { total: 0, median: 0 }, artists: new Map() };
  incomplete = false;

  constructor(model: Model, shards: Shards, tables: Tables, asking: Asking) {
    this.model = model;
    this.#shards = shards;
    this.#tables = tables;
    this.#asking = asking;
  }

  get size(): number {
    return this.#shards.size;
  }

  async select({ items = [], page, alike, artist }: Wanted): Promise<Catalogue> {
    const named = new Set([...items, ...(page?.history.ids ?? []), ...(page?.plan.about ?? []), ...idsOf(alike)]);
    await this.#find(named);
    const wanted = { page: page && this.#pageOf(page), alike: alike && this.#alikeOf(alike), artist };
    const vectors = alike !== undefined || (page !== undefined && readsVectors(page));
    const needed = Object.values(wanted).some((part) => part !== undefined);
    const sent = needed ? await this.#askAll(wanted, vectors) : [];
    const rows = new Map(sent.map((row) => [row.item.id, row]));
    for (const id of named) {
      const row = this.#known.get(id);
      if (row) rows.set(id, row);
    }
    return this.#gather([...rows.values()]);
  }

  async *pages() {
    for (let nth = 0; nth < this.#shards.count; nth++)
      for (let from: number | undefined = 0; from !== undefined; ) {
        const page: ItemPage = await this.#shards.page(nth, this.#asking, from);
        yield page.items;
        from = page.next;
      }
  }

  /** Ends the answer: the tables of its catalogues are used for others. */
  close(): void {
    this.#tables.giveBack(this.#borrowed.splice(0));
  }

  /** Asks the shards of these items for them, unless they were asked before. */
  async #find(ids: Iterable<string>): Promise<void> {
    const byShard = new Map<number, string[]>();
    for (const id of ids) {
      if (this.#known.has(id)) continue;
      this.#known.set(id, undefined);
      const nth = this.#shards.shardOf(id);
      const some = byShard.get(nth);
      if (some) some.push(id);
      else byShard.set(nth, [id]);
    }
    const replies = [...byShard].map(([nth, items]) => this.#ask(nth, { items }, true));
    for (const rows of await Promise.all(replies)) for (const row of rows) this.#known.set(row.item.id, row);
  }

  async #askAll(wanted: WantedPart, vectors: boolean): Promise<SentRow[]> {
    const asked = Array.from({ length: this.#shards.count }, (_, nth) => this.#ask(nth, wanted, vectors));
    return (await Promise.all(asked)).flat();
  }

  async #ask(nth: number, wanted: WantedPart, vectors: boolean): Promise<SentRow[]> {
    const reply = await this.#shards.select(nth, this.#asking, { wanted, vectors });
    if (!reply?.current) this.incomplete = true;
    return reply ? this.#take(reply) : [];
  }

  #take({ rows, artists, sales }: Reply): SentRow[] {
    this.#sales.all = sales;
    for (const [name, count] of artists) this.#sales.artists.set(name, count);
    const { items, orders, forSale, unseen, vectors } = rows;
    const { dimensions } = this.#shards.manifest.model;
    return items.map((item, row) => ({
      item,
      order: orders[row],
      forSale: forSale[row],
      unseen: unseen[row] === 1,
      vector: vectors.length > 0 ? vectors.subarray(row * dimensions, (row + 1) * dimensions) : undefined,
    }));
  }

  /** What shards must know of the history, which is elsewhere for most of them. */
  #pageOf({ plan, history, user }: NonNullable<Wanted['page']>): WantedPart['page'] {
    const page = { plan, without: notShown(history), user, artists: [] };
    if (!user && plan.about.length === 0) return page;
    const known = [...history.ids, ...plan.about].flatMap((id) => this.#known.get(id) ?? []);
    const catalogue = this.#gather(known);
    const found = aboutOf(catalogue, plan.about);
    const about = found && { vector: found.vector.slice(), item: found.item && nameOf(found.item) };
    if (!user) return { ...page, about };
    const { artists, anchor } = profileOf(catalogue, history, user);
    const own = anchor && { item: nameOf(anchor.item), vector: anchor.vector.slice() };
    return { ...page, about, artists: [...artists], anchor: own };
  }

  #alikeOf({ to, ...wanted }: NonNullable<Wanted['alike']>): WantedPart['alike'] {
    const vectors = to.flatMap((one) => (typeof one === 'string' ? this.#vectorOf(one) : [one]));
    return vectors.length > 0 ? { ...wanted, to: vectors } : undefined;
  }

  /** The vector of an item, in a list; none if it is unknown or has none. */
  #vectorOf(id: string): Float32Array[] {
    const row = this.#known.get(id);
    return row?.vector && !row.unseen ? [row.vector] : [];
  }

  #gather(rows: readonly SentRow[]): Catalogue {
    const distinct = [...new Set(rows)];
    const table = this.#tables.borrow(distinct.length);
    this.#borrowed.push(table);
    return gather(this.model, distinct, this.#sales, table);
  }
}

/** Whether filling the page takes the vectors of the items. */
const readsVectors = ({ user, plan }: NonNullable<Wanted['page']>): boolean =>
  user !== undefined || plan.about.length > 0 || plan.rails.some(({ diversity }) => diversity > 0);

const nameOf = ({ id, title }: Pick<Item, 'id' | 'title'>) => ({ id, title });

const idsOf = (alike: Wanted['alike']): string[] => alike?.to.filter((one) => typeof one === 'string') ?? [];
