// The models that serve in this isolate: the champion, and during a canary the candidate. A version is loaded when a request
// finds it deployed. The previous champion keeps serving while a new one loads or if it cannot be loaded. Only one version
// loads at a time, so at most three are in memory.
import { InputError } from '@curatornet/shared/errors.ts';
import type { Asking, ItemSource, Stock } from '../catalogue/source.ts';
import { Leases, type WaitUntil } from '../model/leases.ts';
import { Loader, TIMEOUTS, type Timeouts } from '../model/loader.ts';
import { openStock } from '../shards/open.ts';
import type { Deployment, State } from '../storage/state.ts';
import { CanaryCounts } from './canary-counts.ts';
import { type Canary, inCanary, isCanary } from './traffic-split.ts';

/** The model and the items that answer a request. */
export interface Served {
  stock: Stock;
  items: ItemSource;
  /** The deployment that the answer belongs to. */
  deployment: Deployment;
  /** The canary that the answer is part of, if any. */
  canary?: Canary;
}

export class ServedModels {
  readonly #timeouts: Timeouts;
  readonly #loader: Loader<Stock>;
  readonly #leases = new Leases<Stock>();
  #champion: Stock | undefined;
  #candidate: Stock | undefined;
  /** The latest deployment whose champion serves here. */
  #deployment: Deployment | undefined;
  readonly counts = new CanaryCounts();

  constructor(timeouts: Partial<Timeouts> = {}) {
    this.#timeouts = { ...TIMEOUTS, ...timeouts };
    this.#loader = new Loader(this.#timeouts);
  }

  /** The lowest revision of the loaded versions: changes after it must be read. */
  get revision(): number {
    const known = [this.#champion, this.#candidate].filter((stock) => stock !== undefined);
    return known.length === 0 ? 0 : Math.min(...known.map(({ revision }) => revision));
  }

  /** The lowest revision up to which the loaded versions have all features. */
  get featuresRevision(): number {
    const known = [this.#champion, this.#candidate].filter((stock) => stock !== undefined);
    return known.length === 0 ? 0 : Math.min(...known.map(({ featuresRevision }) => featuresRevision));
  }

  /** When the version that would answer a visitor was last completely up to date: milliseconds since 1970. */
  async readAt(visitor: string | undefined): Promise<number> {
    const now = this.#deployment;
    const inCandidate = now && visitor !== undefined && isCanary(now) && (await inCanary(now, visitor));
    return ((inCandidate && this.#candidate) || this.#champion)?.readAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Has all loaded versions learn what was read, so that it need not be read again. */
  learn(state: State): void {
    for (const stock of [this.#champion, this.#candidate]) stock?.learn(state);
  }

  /** Keeps a version's model open while `work` uses it. */
  keep<T>(stock: Stock, context: WaitUntil, work: () => Promise<T>): Promise<T> {
    return this.#leases.use(stock, context, work);
  }

  /**
   * Answers with a deployed version. If the candidate fails and the champion does not, the champion answers
   * and the candidate's failure is counted.
   * @param deployment the latest deployment in D1; undefined if D1 did not answer
   * @param visitor the key that assigns the visitor during a canary (traffic-split.ts); without it the champion answers
   * @param answer gets undefined if no model can be served. The model stays open until its promise settles
   */
  async use<T>(
    deployment: Deployment | null | undefined,
    visitor: string | undefined,
    asking: Asking,
    context: WaitUntil,
    answer: (served: Served | undefined) => T | Promise<T>,
  ): Promise<T> {
    const now = this.#newer(deployment);
    const champion = now ? await this.#loadChampion(now, asking, context) : this.#champion;
    const compared = now && champion?.model.version === now.version && visitor !== undefined && isCanary(now);
    const canary = compared ? now : undefined;
    const candidate =
      canary && (await inCanary(canary, visitor!)) ? await this.#loadCandidate(canary, asking, context) : undefined;
    const answerBy = (stock: Stock, deployment: Deployment) =>
      this.#leases.use(stock, context, () =>
        stock.answer(asking, (items) => answer({ stock, items, deployment, canary })),
      );
    let failure: unknown;
    if (candidate && canary) {
      try {
        return await answerBy(candidate, canary);
      } catch (error) {
        failure = error;
      }
    }
    const stock = champion && this.#leases.isReleased(champion) ? this.#champion : champion;
    const under = stock && (now ?? this.#deployment);
    if (!stock || !under) return answer(undefined);
    const response = await answerBy(stock, under);
    // If the champion failed too, its error was thrown above: the request is at fault, and nothing is counted.
    if (failure !== undefined) {
      console.error(`model ${canary!.candidate} failed; ${canary!.version} answered instead:`, failure);
      this.counts.addError(canary!);
    }
    return response;
  }

  /** Loads a version in addition to those that serve, runs `trial`, and releases it. */
  async trial<T>(version: string, asking: Asking, trial: (stock: Stock) => Promise<T>): Promise<T> {
    const stock = await this.#loader.alone(`trial of ${version}`, () =>
      openStock(asking, version, { tolerant: false, shardDeadline: this.#timeouts.shard, bundleOnly: true }),
    );
    try {
      return await trial(stock);
    } finally {
      await stock.release();
    }
  }

  /** The later one of a request's deployment and this isolate's: a request may have read D1 before the last switch. */
  #newer(deployment: Deployment | null | undefined): Deployment | undefined {
    const mine = this.#deployment;
    return !deployment || (mine && deployment.seq < mine.seq) ? mine : deployment;
  }

  /** The deployment's champion, or the previous one if it cannot be loaded in time. */
  async #loadChampion(deployment: Deployment, asking: Asking, context: WaitUntil): Promise<Stock | undefined> {
    const { version } = deployment;
    if (this.#adopt(deployment, context)) return this.#champion;
    if (this.#champion && this.#loader.failedLately(version)) return this.#champion;
    const { first, newer } = this.#timeouts;
    const load = () => this.#load(version, deployment, asking, context);
    const loaded = await this.#loader.load(version, this.#champion ? newer : first, context, load, (error) =>
      console.error(`model ${version} cannot be loaded:`, error),
    );
    if (loaded) this.#adopt(deployment, context);
    return this.#champion;
  }

  /** The candidate, if it is loaded or can be loaded in time. */
  async #loadCandidate(canary: Canary, asking: Asking, context: WaitUntil): Promise<Stock | undefined> {
    const version = canary.candidate;
    if (this.#candidate?.model.version === version) return this.#candidate;
    if (this.#loader.failedLately(version)) return undefined;
    const load = () => this.#load(version, canary, asking, context);
    await this.#loader.load(version, this.#timeouts.newer, context, load, (error) => {
      console.error(`the candidate ${version} cannot be loaded:`, error);
      // A bundle that does not match its manifest stays wrong; storage may recover.
      if (error instanceof InputError) this.counts.refuse(canary, `cannot be loaded: ${error.message}`);
      else this.counts.addError(canary);
    });
    const loaded = this.#candidate;
    return loaded?.model.version === version && !this.#leases.isReleased(loaded) ? loaded : undefined;
  }

  /** Loads a version unless it serves already, and makes it champion or candidate if it is still deployed. */
  async #load(version: string, deployment: Deployment, asking: Asking, context: WaitUntil): Promise<Stock> {
    const there = this.#serving(version);
    if (there) return there;
    const loaded = await openStock(asking, version, {
      tolerant: !this.#champion,
      shardDeadline: this.#timeouts.shard,
      bundleOnly: false,
    });
    const now = this.#newer(deployment)!;
    if (version === now.version) this.#serve(loaded, now, context);
    else if (isCanary(now) && version === now.candidate) {
      if (this.#champion) inheritSales(loaded, this.#champion);
      const before = this.#candidate;
      this.#candidate = loaded;
      if (before) this.#leases.retire(before, context);
    } else this.#leases.retire(loaded, context);
    return loaded;
  }

  #serving(version: string): Stock | undefined {
    return [this.#champion, this.#candidate].find((stock) => stock?.model.version === version);
  }

  /** Switches to a deployment if its champion is loaded. @returns whether a champion can answer */
  #adopt(deployment: Deployment, context: WaitUntil): boolean {
    const mine = this.#deployment;
    if (mine && deployment.seq < mine.seq) return this.#champion !== undefined;
    const champion = this.#serving(deployment.version);
    if (!champion) return false;
    this.#serve(champion, deployment, context);
    return true;
  }

  #serve(champion: Stock, deployment: Deployment, context: WaitUntil): void {
    const before = [this.#champion, this.#candidate];
    if (before[0] && before[0] !== champion) inheritSales(champion, before[0]);
    this.#champion = champion;
    this.#deployment = deployment;
    if (!isCanary(deployment) || this.#candidate?.model.version !== deployment.candidate) this.#candidate = undefined;
    for (const stock of before)
      if (stock && stock !== this.#champion && stock !== this.#candidate) this.#leases.retire(stock, context);
  }
}

/** Copies which items are sold from the previous version, unless the new one is already ahead of it. */
function inheritSales(stock: Stock, from: Stock): void {
  if (stock.revision < from.revision) stock.inherit(from);
}
