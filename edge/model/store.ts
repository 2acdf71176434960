// The catalogues that this isolate serves, each with its model: the champion's, and while a canary runs the candidate's. A
// version is loaded when a request finds it in force, once for all requests that wait for it; the last good champion
// keeps serving while a newer one loads or when it cannot be loaded. No more than one loads at a time, so there are never
// more than three.
import type { ExecutionContext } from '@cloudflare/workers-types';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { RequestError } from '../http/problems.ts';
import { Watch } from '../release/canary-watch.ts';
import { type Canary, inCanary, isCanary } from '../release/traffic-split.ts';
import { atMost, within } from '../storage/deadline.ts';
import type { Deployment, State } from '../storage/state.ts';
import { loadModel, type Source } from './load.ts';

export interface Patience {
  /** How long a request waits for a model where none serves, in milliseconds. */
  first: number;
  /** How long it waits for a newer one before the older one answers. */
  newer: number;
  /** How long it waits for another request's load before it loads by itself. */
  shared: number;
  /** How long a version that failed to load is left alone while an older one can serve. */
  retry: number;
}
const PATIENCE: Patience = { first: 12_000, newer: 2_500, shared: 8_000, retry: 1_000 };

type Context = Pick<ExecutionContext, 'waitUntil'>;

interface Loading {
  version: string;
  since: number;
  done: Promise<Catalogue>;
}

/** What answers a request: undefined where nothing can be served. */
export interface Answering {
  catalogue: Catalogue;
  /** Under which it does. */
  deployment: Deployment;
}

export class ModelStore {
  readonly #patience: Patience;
  #champion: Catalogue | undefined;
  #candidate: Catalogue | undefined;
  /** The newest deployment whose champion serves here. */
  #deployment: Deployment | undefined;
  #loading: Loading | undefined;
  /** When a version failed to load. */
  readonly #failed = new Map<string, number>();
  /** How many answers use a catalogue now. */
  readonly #inUse = new Map<Catalogue, number>();
  readonly #closed = new WeakSet<Catalogue>();
  /** Counts what the versions of a canary do. */
  readonly watch = new Watch();

  constructor(patience: Partial<Patience> = {}) {
    this.#patience = { ...PATIENCE, ...patience };
  }

  /** The revision up to which every catalogue of this isolate knows of changes. */
  get revision(): number {
    const known = [this.#champion, this.#candidate].filter((catalogue) => catalogue !== undefined);
    return known.length === 0 ? 0 : Math.min(...known.map(({ revision }) => revision));
  }

  /** When the catalogue that would answer a visitor last knew everything: milliseconds since 1970. */
  readAt(key: string | undefined): number {
    const deployment = this.#deployment;
    const isFor = deployment && key !== undefined && isCanary(deployment) && inCanary(deployment, key);
    return ((isFor && this.#candidate) || this.#champion)?.readAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Tells the catalogues that do not answer this time what D1 told, so that it need not tell it again. */
  learn({ since, changes }: State): void {
    for (const catalogue of [this.#champion, this.#candidate])
      if (catalogue && since <= catalogue.revision) catalogue.apply(changes);
  }

  /**
   * Answers with a catalogue in force; one answer uses one. Where the candidate fails, the champion answers.
   * @param deployment the newest that the database knows; undefined where the database did not answer
   * @param key whom a canary is dealt by; undefined for what only the champion answers
   * @param answer gets undefined where nothing can be served. The model stays open until its promise settles
   */
  async use<T>(
    deployment: Deployment | null | undefined,
    key: string | undefined,
    source: Source,
    context: Context,
    answer: (answering: Answering | undefined) => T | Promise<T>,
  ): Promise<T> {
    const now = this.#newer(deployment);
    const champion = now ? await this.#championOf(now, source, context) : this.#champion;
    const isFor = now && champion?.model.version === now.version && key !== undefined && isCanary(now);
    const candidate = isFor && inCanary(now, key) ? await this.#candidateOf(now, source, context) : undefined;
    if (candidate && now) {
      try {
        return await this.#hold(candidate, context, () => answer({ catalogue: candidate, deployment: now }));
      } catch (error) {
        // A refusal counts against the request: the champion says it again.
        if (!(error instanceof RequestError)) {
          console.error(`model ${candidate.model.version} failed, and ${now.version} answers:`, error);
          this.watch.count(now, candidate.model.version, { errors: 1 });
        }
      }
    }
    const catalogue = champion && this.#closed.has(champion) ? this.#champion : champion;
    const under = catalogue && (now ?? this.#deployment);
    if (!catalogue || !under) return answer(undefined);
    return this.#hold(catalogue, context, () => answer({ catalogue, deployment: under }));
  }

  /** Loads a version beside those that serve, tries it, and gives it back. */
  async trial<T>(version: string, source: Source, trial: (catalogue: Catalogue) => Promise<T>): Promise<T> {
    const loading = await this.#start(`trial of ${version}`, () => loadModel(source, version));
    const catalogue = await loading.done;
    try {
      return await trial(catalogue);
    } finally {
      this.#closed.add(catalogue);
      await catalogue.release();
    }
  }

  async #hold<T>(catalogue: Catalogue, context: Context, answer: () => T | Promise<T>): Promise<T> {
    this.#inUse.set(catalogue, (this.#inUse.get(catalogue) ?? 0) + 1);
    try {
      return await answer();
    } finally {
      const others = this.#inUse.get(catalogue)! - 1;
      if (others > 0) this.#inUse.set(catalogue, others);
      else this.#inUse.delete(catalogue);
      this.#closeUnused(catalogue, context);
    }
  }

  /** A request may have read the database before a switch that another one has made in the meantime. */
  #newer(deployment: Deployment | null | undefined): Deployment | undefined {
    const mine = this.#deployment;
    return !deployment || (mine && deployment.seq < mine.seq) ? mine : deployment;
  }

  async #championOf(deployment: Deployment, source: Source, context: Context): Promise<Catalogue | undefined> {
    const { version } = deployment;
    const { first, newer } = this.#patience;
    if (this.#settle(deployment, context)) return this.#champion;
    if (this.#champion && this.#failedLately(version)) return this.#champion;
    // Of a load that hangs, only the first requests wait so long.
    const since = this.#underWay(version)?.since ?? Date.now();
    const left = this.#champion ? since + newer - Date.now() : first;
    if (left <= 0) return this.#champion;
    try {
      await within(left, 'its load', this.#join(deployment, version, source, context));
      this.#settle(deployment, context);
    } catch (error) {
      console.error(`model ${version} cannot be loaded:`, error);
      this.#failed.set(version, Date.now());
    }
    return this.#champion;
  }

  /** The candidate, where it is or can be loaded soon. */
  async #candidateOf(deployment: Canary, source: Source, context: Context): Promise<Catalogue | undefined> {
    const version = deployment.candidate;
    if (this.#candidate?.model.version === version) return this.#candidate;
    if (this.#failedLately(version)) return undefined;
    const left = (this.#underWay(version)?.since ?? Date.now()) + this.#patience.newer - Date.now();
    if (left <= 0) return undefined;
    try {
      await within(left, 'its load', this.#join(deployment, version, source, context));
    } catch (error) {
      console.error(`the candidate ${version} cannot be loaded:`, error);
      if (!this.#failedLately(version)) {
        // What is not as its manifest says will not mend itself; storage may.
        if (error instanceof InputError) this.watch.refuse(deployment, `it cannot be loaded: ${error.message}`);
        else this.watch.count(deployment, version, { errors: 1 });
      }
      this.#failed.set(version, Date.now());
    }
    const loaded = this.#candidate;
    return loaded?.model.version === version && !this.#closed.has(loaded) ? loaded : undefined;
  }

  #failedLately(version: string): boolean {
    return Date.now() - (this.#failed.get(version) ?? Number.NEGATIVE_INFINITY) < this.#patience.retry;
  }

  /** The load of a version, unless it is so old that it may have ended with the request that began it. */
  #underWay(version: string): Loading | undefined {
    const loading = this.#loading;
    if (loading?.version === version && Date.now() - loading.since < this.#patience.shared) return loading;
  }

  /**
   * Waits for the load that is under way, or starts one. workerd cancels a request that waits for nothing but another
   * request's item, and ends that item with the request that began it. So a waiting request holds a timer of its own,
   * and the load is announced with `waitUntil`.
   */
  async #join(deployment: Deployment, version: string, source: Source, context: Context): Promise<Catalogue> {
    const other = this.#underWay(version);
    const loaded = other && (await atMost(other.since + this.#patience.shared - Date.now(), other.done));
    if (loaded) return loaded;
    const { done } = await this.#start(version, async () => {
      if (this.#has(version)) return this.#has(version)!;
      const loaded = await loadModel(source, version);
      this.#place(loaded, deployment, context);
      return loaded;
    });
    context.waitUntil(done.then(() => {}).catch(() => {}));
    const catalogue = await done;
    this.#failed.delete(version);
    return catalogue;
  }

  #has(version: string): Catalogue | undefined {
    return [this.#champion, this.#candidate].find((catalogue) => catalogue?.model.version === version);
  }

  /** Begins a load once no other one is under way; a request that waits holds timers of its own. */
  async #start(version: string, load: () => Promise<Catalogue>): Promise<Loading> {
    const { first, shared } = this.#patience;
    for (let busy = this.#loading; busy && Date.now() - busy.since < shared; busy = this.#loading)
      await atMost(
        busy.since + shared - Date.now(),
        busy.done.catch(() => undefined),
      );
    const done = within(first, 'reading it', load()).finally(() => {
      if (this.#loading?.done === done) this.#loading = undefined;
    });
    const loading = { version, since: Date.now(), done };
    this.#loading = loading;
    return loading;
  }

  /** Gives a loaded catalogue its part, if it still has one. */
  #place(loaded: Catalogue, deployment: Deployment, context: Context): void {
    const now = this.#newer(deployment)!;
    const { version } = loaded.model;
    if (version === now.version) this.#serve(loaded, now, context);
    else if (isCanary(now) && version === now.candidate) {
      if (this.#champion) takeOver(loaded, this.#champion);
      const before = this.#candidate;
      this.#candidate = loaded;
      if (before) this.#closeUnused(before, context);
    } else this.#closeUnused(loaded, context);
  }

  /** Makes a deployment the one that is in force here. @returns whether its champion is loaded */
  #settle(deployment: Deployment, context: Context): boolean {
    const mine = this.#deployment;
    if (mine && deployment.seq < mine.seq) return this.#champion !== undefined;
    const champion = this.#has(deployment.version);
    if (!champion) return false;
    this.#serve(champion, deployment, context);
    return true;
  }

  #serve(champion: Catalogue, deployment: Deployment, context: Context): void {
    const before = this.#champion;
    this.#champion = champion;
    this.#deployment = deployment;
    if (before && before !== champion) {
      takeOver(champion, before);
      this.#closeUnused(before, context);
    }
    const candidate = this.#candidate;
    if (candidate && (!isCanary(deployment) || candidate.model.version !== deployment.candidate)) {
      this.#candidate = undefined;
      this.#closeUnused(candidate, context);
    }
  }

  /** Gives back the memory of a catalogue that has no part any more once no answer uses it. */
  #closeUnused(catalogue: Catalogue, context: Context): void {
    if (catalogue === this.#champion || catalogue === this.#candidate) return;
    if (this.#inUse.has(catalogue) || this.#closed.has(catalogue)) return;
    this.#closed.add(catalogue);
    context.waitUntil(catalogue.release());
  }
}

/** One that knows more already must not learn what is over. */
function takeOver(catalogue: Catalogue, from: Catalogue): void {
  if (catalogue.revision < from.revision) catalogue.inherit(from);
}
