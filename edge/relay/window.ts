// What a relay knows: the deployment and the rails config in force, and the latest changes of the catalogue. Nothing about people. D1's rows are
// kept as they are: the isolate that asks parses them.
import type { StoredChange, Update } from '../storage/leases.ts';
import type { StoredConfig } from '../storage/rails-config.ts';
import type { Deployment } from '../storage/state.ts';

/** What a relay tells an isolate. */
export interface RelayAnswer {
  deployment: Deployment | null;
  /** The rails config, if it is newer than what was asked for. */
  config?: StoredConfig;
  revision: number;
  /** Everything after the revision that was asked for; null where the relay does not know so far back. */
  changes: StoredChange[] | null;
}

/** Characters that a relay keeps: some 700 items with features of 2,048 numbers. */
const MOST_CHARACTERS = 8_000_000;

export class Window {
  #deployment: Deployment | null;
  #config: StoredConfig | undefined;
  #revision: number;
  /** Everything after it is here. */
  #floor: number;
  /** By item, in the order of their revisions. */
  readonly #changes = new Map<string, StoredChange>();
  #characters = 0;
  readonly #limit: number;

  constructor(first: Update, limit: number = MOST_CHARACTERS) {
    this.#deployment = first.deployment;
    this.#revision = first.since;
    this.#floor = first.since;
    this.#limit = limit;
    this.apply(first);
  }

  get revision(): number {
    return this.#revision;
  }

  /** Takes over what is newer. @returns whether it could: where changes before it are missing, nothing is taken over */
  apply({ since, revision, deployment, config, changes }: Update): boolean {
    if (since > this.#revision) return false;
    if (deployment && deployment.seq > (this.#deployment?.seq ?? 0)) this.#deployment = deployment;
    if (config && config.seq > (this.#config?.seq ?? 0)) this.#config = config;
    for (const change of changes) if (change.revision > this.#revision) this.#put(change);
    this.#revision = Math.max(this.#revision, revision);
    this.#forget();
    return true;
  }

  /** What is newer than a revision of the catalogue, and than one of the rails config. */
  after(since: number, configSince: number): RelayAnswer {
    const config = (this.#config?.seq ?? 0) > configSince ? this.#config : undefined;
    const told = { deployment: this.#deployment, revision: this.#revision, config };
    if (since < this.#floor) return { ...told, changes: null };
    if (since >= this.#revision) return { ...told, changes: [] };
    const changes = [...this.#changes.values()].filter(({ revision }) => revision > since);
    return { ...told, changes: changes.map((change) => withNewFeatures(change, since)) };
  }

  #put(change: StoredChange): void {
    const before = this.#changes.get(change.id);
    if (before) {
      this.#characters -= lengthOf(before);
      this.#changes.delete(change.id);
    }
    // An update has features only where they are new; a change that came before may have brought them.
    const kept = change.features === null && before?.featuresRevision === change.featuresRevision;
    const now = kept ? { ...change, features: before.features } : change;
    this.#changes.set(change.id, now);
    this.#characters += lengthOf(now);
  }

  #forget(): void {
    for (const change of this.#changes.values()) {
      if (this.#characters <= this.#limit) return;
      this.#changes.delete(change.id);
      this.#characters -= lengthOf(change);
      this.#floor = change.revision;
    }
  }
}

const withNewFeatures = (change: StoredChange, since: number): StoredChange =>
  (change.featuresRevision ?? 0) > since ? change : { ...change, features: null };

const lengthOf = ({ id, about, features }: StoredChange) =>
  id.length + (about?.length ?? 0) + (features?.length ?? 0) + 100;
