// The store as a few maps: what README.md promises of sales, items, users and orphans, written without the worker's SQL.
// machine.ts compares the worker with it, step by step.
import { type Act, type ModelBundle, ReleasesModel } from './releases.ts';

export interface SentEvent {
  id: string;
  user: string;
  item: string;
  kind: 'purchase' | 'like' | 'click';
  at?: number;
  rail?: string;
}
/** Who sends events: '' is the store, which may buy anything. */
export interface Sender {
  owner: string;
  authority: boolean;
  sells: boolean;
}
interface StoredEvent extends SentEvent {
  owner: string;
  at: number;
  outcome: string;
  /** What a purchased item cost when the event arrived, in EUR. */
  price?: number;
}
interface ModelItem {
  state: 'for-sale' | 'sold' | 'withdrawn';
  /** What the store said; undefined where it has said nothing. */
  unique?: boolean;
  /** How many numbers the store sent. */
  features?: number;
  /** Whether the store sent its details: it is on rails that need no vector, whatever its features. */
  isListed?: boolean;
}

/** Numbers that a model takes. */
const FEATURES = 6;
interface Tombstone {
  outcome?: string;
  erasedAt: number;
  expiresAt: number;
}
export interface Answer {
  status: number;
  /** Fields that the answer must have. */
  body?: Record<string, unknown>;
}

export const DAY = 86_400;
const refused = (status: number): Answer => ({ status });

export class StoreModel {
  now: number;
  readonly releases: ReleasesModel;
  /** How often each case came up: a run in which nothing collided proves nothing. */
  readonly cases: Record<string, number>;
  readonly #items = new Map<string, ModelItem>();
  #events: StoredEvent[] = [];
  readonly #erasedEvents = new Map<string, Tombstone>();
  readonly #erasedUsers = new Map<string, Tombstone>();
  readonly #optedOut = new Set<string>();
  /** The revision of the catalogue: each change of an item takes the next one. */
  #revision = 0;

  constructor(bundles: readonly ModelBundle[], now: number, cases: Record<string, number>) {
    this.now = now;
    this.cases = cases;
    this.releases = new ReleasesModel(bundles);
  }

  count = (what: string): void => {
    this.cases[what] = (this.cases[what] ?? 0) + 1;
  };

  isKnown(item: string): boolean {
    return this.#items.get(item)?.unique !== undefined || this.releases.isListed(item);
  }

  isSold = (item: string): boolean => this.#items.get(item)?.state === 'sold';

  #isUnique(item: string): boolean {
    return this.#items.get(item)?.unique ?? this.releases.isUnique(item) ?? true;
  }

  record({ owner, authority, sells }: Sender, sent: readonly SentEvent[]): Answer {
    const find = (id: string) => this.#events.find((event) => event.owner === owner && event.id === id);
    const first = new Map<string, SentEvent>();
    for (const event of sent) {
      const other = first.get(event.id) ?? find(event.id);
      const sameTime = event.at === other?.at || (event.at === undefined && !first.has(event.id));
      if (other && !(agree(event, other) && sameTime)) {
        this.count('conflict');
        return refused(422);
      }
      if (!first.has(event.id)) first.set(event.id, event);
    }
    const bought = new Set<string>();
    const added: StoredEvent[] = [];
    const told = new Map<string, { outcome: string; repeated: boolean }>();
    for (const event of first.values()) {
      const before = find(event.id);
      const stone = this.#standing(this.#erasedEvents, `${owner} ${event.id}`);
      const userStone = this.#standing(this.#erasedUsers, event.user);
      let outcome: string;
      if (before) outcome = before.outcome;
      else if (stone) outcome = stone.outcome!;
      else if (this.#optedOut.has(event.user)) {
        outcome = event.kind === 'purchase' ? this.#decide(event, authority, sells, bought) : 'not-stored';
        if (outcome === 'bought') bought.add(event.item);
        if (event.kind === 'purchase') {
          this.#erasedEvents.set(`${owner} ${event.id}`, { ...this.#stone(), outcome });
          this.count('purchase after an opt-out');
        }
      } else if (userStone && event.at !== undefined && event.at <= userStone.erasedAt) outcome = 'erased';
      else {
        outcome = this.#decide(event, authority, sells, bought);
        if (outcome === 'bought') bought.add(event.item);
        const price = event.kind === 'purchase' ? this.#priceOf(event.item) : undefined;
        added.push({ ...event, owner, at: event.at ?? this.now, outcome, price });
      }
      if (stone) this.count('retry of an erased event');
      else this.count(before ? `${outcome} again` : outcome);
      told.set(event.id, { outcome, repeated: Boolean(before ?? stone) });
    }
    this.#events.push(...added);
    const sold = [...bought].filter((item) => this.#isUnique(item));
    for (const item of sold) this.#set(item, 'sold');
    const seen = new Set<string>();
    const outcomes = sent.map(({ id }) => {
      const { outcome, repeated } = told.get(id)!;
      const again = repeated || seen.has(id);
      seen.add(id);
      return again ? { id, outcome, repeated: true } : { id, outcome };
    });
    const repeated = outcomes.filter((one) => 'repeated' in one).length;
    const recorded = outcomes.filter(
      (one) => !('repeated' in one) && !['erased', 'not-stored'].includes(one.outcome),
    ).length;
    return { status: 200, body: { recorded, repeated, sold: sold.sort(), outcomes } };
  }

  /** The store sends no prices: an item that it described has none. */
  #priceOf = (item: string) => (this.#items.get(item)?.isListed ? undefined : this.releases.priceOf(item));

  #decide({ kind, item }: SentEvent, authority: boolean, sells: boolean, bought: ReadonlySet<string>): string {
    if (kind !== 'purchase') return 'recorded';
    const state = this.#items.get(item)?.state;
    if (!authority && (!this.isKnown(item) || state === 'withdrawn')) return 'not-for-sale';
    if (this.#isUnique(item) && (state === 'sold' || bought.has(item))) return 'late';
    return sells ? 'bought' : 'recorded';
  }

  #standing(stones: ReadonlyMap<string, Tombstone>, key: string): Tombstone | undefined {
    const stone = stones.get(key);
    return stone && stone.expiresAt > this.now ? stone : undefined;
  }

  #set(item: string, state: ModelItem['state']): ModelItem {
    const changed: ModelItem = { ...this.#items.get(item), state };
    this.#items.set(item, changed);
    this.#revision++;
    return changed;
  }

  #itemAnswer(id: string): Answer {
    const { state, features } = this.#items.get(id)!;
    const recommendable = features !== undefined || this.releases.isListed(id);
    return { status: 200, body: { id, revision: this.#revision, forSale: state === 'for-sale', recommendable } };
  }

  put(id: string, { unique = true, forSale, features }: { unique?: boolean; forSale?: boolean; features?: number }) {
    // Before the first deployment it is not known how many a model takes.
    const wrong = features !== undefined && features !== FEATURES;
    if (wrong && this.releases.champion !== undefined) return refused(422);
    const before = this.#items.get(id);
    const staysSold = forSale === undefined && before?.state === 'sold' && unique;
    if (staysSold) this.count('stays sold');
    if (before?.state === 'sold' && !staysSold) this.count('put back');
    const item = this.#set(id, staysSold ? 'sold' : forSale === false ? 'withdrawn' : 'for-sale');
    item.unique = unique;
    item.features = features ?? item.features;
    item.isListed = true;
    return this.#itemAnswer(id);
  }

  withdraw(id: string): Answer {
    if (!this.isKnown(id)) return refused(404);
    this.#set(id, this.#items.get(id)?.state === 'sold' ? 'sold' : 'withdrawn');
    return this.#itemAnswer(id);
  }

  erase(user: string): Answer {
    const erased = this.#events.filter((event) => event.user === user);
    const stone = this.#stone();
    this.#erasedUsers.set(user, stone);
    for (const { owner, id, outcome } of erased) this.#erasedEvents.set(`${owner} ${id}`, { ...stone, outcome });
    this.#events = this.#events.filter((event) => event.user !== user);
    return { status: 200, body: { user, erased: erased.length } };
  }

  #stone = (): Tombstone => ({ erasedAt: this.now, expiresAt: this.now + 30 * DAY });

  /** Opting out erases; an event from before the second in which that ends is not stored. */
  consent(user: string, personalised: boolean): Answer {
    if (!personalised) {
      this.#optedOut.add(user);
      const { body } = this.erase(user);
      return { status: 200, body: { ...body, personalised } };
    }
    if (this.#optedOut.delete(user)) {
      this.#erasedUsers.set(user, { ...this.#stone(), erasedAt: this.now - 1 });
      this.count('opt-in');
    }
    return { status: 200, body: { user, personalised, erased: 0 } };
  }

  isPersonalised = (user: string): boolean => !this.#optedOut.has(user);

  /** What is stored about a user, by time. */
  eventsOf(user: string): object[] {
    const own = this.#events.filter((event) => event.user === user).sort((a, b) => a.at - b.at);
    return own.map(({ id, item, kind, at, rail, outcome, price }) => {
      const paid = price === undefined ? {} : { price, currency: 'EUR' };
      return { id, item, kind, at, rail: rail ?? null, outcome, ...paid };
    });
  }

  orphans(): { id: string; events: number; sold: boolean }[] {
    const ids = new Set([...this.#events.map(({ item }) => item), ...this.#items.keys()]);
    const orphans = [...ids].filter((id) => !this.isKnown(id)).sort();
    return orphans.map((id) => ({
      id,
      events: this.#events.filter(({ item }) => item === id).length,
      sold: this.#items.get(id)?.state === 'sold',
    }));
  }

  /** Forgets the events of an item that nothing has told of: a retry of one is a new event. */
  deleteOrphan(id: string): Answer {
    if (this.isKnown(id)) return refused(404);
    const erased = this.#events.filter(({ item }) => item === id).length;
    this.#events = this.#events.filter(({ item }) => item !== id);
    this.#items.delete(id);
    if (erased > 0) this.count('orphan');
    return { status: 200, body: { id, erased } };
  }

  /** A version passes its smoke check. An item that the store sold before anything told of it goes on sale as a print. */
  smoke(version: string, why: string): Answer {
    const listed = this.releases.bundle(version);
    if (!listed.whole) return refused(422);
    for (const [id, unique] of listed.items) {
      if (!unique && !this.isKnown(id) && this.#items.get(id)?.state === 'sold') {
        this.#set(id, 'for-sale');
        this.count('sold before it was listed, and a print');
      }
    }
    this.releases.smoke(version, why);
    return { status: 200, body: { version, items: listed.items.size } };
  }

  act(act: Act): Answer {
    const { releases } = this;
    const before = releases.revision;
    const status = releases.act(act);
    if (status !== 200) return refused(status);
    this.count(releases.revision === before ? `${act.kind} again` : act.kind);
    return { status, body: this.inForce() };
  }

  /** What `GET /v1/models` says. */
  inForce() {
    const { revision, champion = null, candidate = null, percent, previous = null } = this.releases;
    return { revision, champion, candidate, percent, previous };
  }

  /** What a user has: likes, and purchases that were bought. */
  historyOf(user: string): Set<string> {
    const own = this.#events.filter(
      (event) => event.user === user && (event.kind === 'like' || event.outcome === 'bought'),
    );
    return new Set(own.map(({ item }) => item));
  }

  /** The items that a version can show a user: for sale, known to it, and not the user's. */
  shown(user: string, version: string): string[] {
    const uploaded = [...this.#items].filter(([, { isListed }]) => isListed).map(([id]) => id);
    const catalogue = new Set([...this.releases.bundle(version).items.keys(), ...uploaded]);
    const own = this.historyOf(user);
    const open = [...catalogue].filter(
      (id) => !own.has(id) && (this.#items.get(id)?.state ?? 'for-sale') === 'for-sale',
    );
    return open.sort();
  }
}

const agree = (a: SentEvent, b: SentEvent) =>
  a.user === b.user && a.item === b.item && a.kind === b.kind && a.rail === b.rail;
