// The deployments as a stack of champions and a log of switches: what README.md and the runbook promise of smoke, canary,
// promote, stop and rollback. Part of model.ts.

export interface ModelBundle {
  version: string;
  /** Whether all of its files are in R2. */
  whole: boolean;
  /** For each item whether it is unique. */
  items: ReadonlyMap<string, boolean>;
  /** What its items cost, in EUR; those without a price are missing. */
  prices: ReadonlyMap<string, number>;
}

export interface Act {
  kind: 'canary' | 'promote' | 'stop' | 'rollback';
  version: string;
  percent?: number;
  revision: number;
  who: string;
}

export class ReleasesModel {
  /** The `seq` of the last switch. */
  revision = 0;
  candidate: string | undefined;
  percent = 0;
  readonly #bundles: ReadonlyMap<string, ModelBundle>;
  readonly #champions: string[] = [];
  /** Versions that passed their smoke check. */
  readonly #ready = new Set<string>();
  readonly #notes = new Set<string>();
  #seq = 0;
  /** The acts that were done, by the revision that they name. */
  readonly #done = new Map<number, Act>();

  constructor(bundles: readonly ModelBundle[]) {
    this.#bundles = new Map(bundles.map((bundle) => [bundle.version, bundle]));
  }

  bundle = (version: string) => this.#bundles.get(version)!;
  get champion(): string | undefined {
    return this.#champions.at(-1);
  }
  /** Where a rollback goes back to. */
  get previous(): string | undefined {
    return this.#champions.at(-2);
  }

  #listing(item: string): ModelBundle[] {
    return [...this.#ready].map(this.bundle).filter(({ items }) => items.has(item));
  }
  isListed = (item: string) => this.#listing(item).length > 0;
  /** By the bundle in force; where that one lacks the item, it is unique if any bundle says so. */
  isUnique(item: string): boolean | undefined {
    const listing = this.#listing(item);
    if (listing.length === 0) return undefined;
    const inForce = listing.find(({ version }) => version === this.champion);
    return inForce ? inForce.items.get(item) : listing.some(({ items }) => items.get(item));
  }

  /** By the bundle in force; where that one lacks the item, by the first version that has it. */
  priceOf(item: string): number | undefined {
    const listing = this.#listing(item).sort((a, b) => (a.version < b.version ? -1 : 1));
    return (listing.find(({ version }) => version === this.champion) ?? listing[0])?.prices.get(item);
  }

  smoke(version: string, why: string): void {
    this.#ready.add(version);
    const note = `${version} ${why}`;
    if (!this.#notes.has(note)) this.#seq++;
    this.#notes.add(note);
  }

  /** @returns the status of the answer */
  act(act: Act): number {
    if (act.revision !== this.revision) {
      const done = this.#done.get(act.revision);
      return done && JSON.stringify(done) === JSON.stringify(act) ? 200 : 409;
    }
    const { kind, version, percent = 0 } = act;
    const { champion, previous } = this;
    if (kind === 'canary' || kind === 'promote') {
      if (!this.#ready.has(version)) return 409;
      if (kind === 'canary' && (champion === undefined || champion === version)) return 409;
      if (kind === 'canary' && this.candidate === version && this.percent === percent) return 200;
      if (kind === 'promote' && champion === version && this.candidate === undefined) return 200;
    } else if (this.candidate !== version) {
      if (kind === 'stop' || this.candidate !== undefined || champion !== version || previous === undefined) return 409;
    }
    if (kind === 'promote' && champion !== version) this.#champions.push(version);
    if (kind === 'rollback' && this.candidate === undefined) this.#champions.pop();
    this.candidate = kind === 'canary' ? version : undefined;
    this.percent = kind === 'canary' ? percent : 0;
    this.#done.set(this.revision, act);
    this.revision = ++this.#seq;
    return 200;
  }
}
