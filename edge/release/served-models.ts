// Who answers: the champion's catalogue, and while a canary runs the candidate's. A version is loaded when a request finds
// it in force; the last good champion keeps serving while a newer one loads or when it cannot be loaded. No more than one
// loads at a time, so there are never more than three.
import { InputError } from '@curatornet/shared/errors.ts';
import { Catalogue, roomFor } from '../catalogue/catalogue.ts';
import { type Context, Leases } from '../model/leases.ts';
import { loadModel, type Source } from '../model/load.ts';
import { Loader, TIMEOUTS, type Timeouts } from '../model/loader.ts';
import type { Deployment, State } from '../storage/state.ts';
import { CanaryCounts } from './canary-counts.ts';
import { type Canary, inCanary, isCanary } from './traffic-split.ts';

/** What answers a request. */
export interface Served {
  catalogue: Catalogue;
  /** Under which it does. */
  deployment: Deployment;
  /** The canary in which this answer is compared; undefined where it is not part of one. */
  canary?: Canary;
}

export class ServedModels {
  readonly #timeouts: Timeouts;
  readonly #loader: Loader<Catalogue>;
  readonly #leases = new Leases<Catalogue>();
  #champion: Catalogue | undefined;
  #candidate: Catalogue | undefined;
  /** The newest deployment whose champion serves here. */
  #deployment: Deployment | undefined;
  readonly counts = new CanaryCounts();

  constructor(timeouts: Partial<Timeouts> = {}) {
    this.#timeouts = { ...TIMEOUTS, ...timeouts };
    this.#loader = new Loader(this.#timeouts);
  }

  /** The revision up to which every catalogue of this isolate knows of changes. */
  get revision(): number {
    const known = [this.#champion, this.#candidate].filter((catalogue) => catalogue !== undefined);
    return known.length === 0 ? 0 : Math.min(...known.map(({ revision }) => revision));
  }

  /** When the catalogue that would answer a visitor last knew everything: milliseconds since 1970. */
  async readAt(visitor: string | undefined): Promise<number> {
    const now = this.#deployment;
    const dealt = now && visitor !== undefined && isCanary(now) && (await inCanary(now, visitor));
    return ((dealt && this.#candidate) || this.#champion)?.readAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Applies what D1 told to the catalogues that do not answer this time, so that it need not tell it again. */
  applyChanges({ since, changes }: State): void {
    for (const catalogue of [this.#champion, this.#candidate])
      if (catalogue && since <= catalogue.revision) catalogue.apply(changes);
  }

  /**
   * Answers with a catalogue in force; one answer uses one. Where the candidate fails and the champion does not, the
   * candidate's failure is counted and the champion answers.
   * @param deployment the newest that the database knows; undefined where the database did not answer
   * @param visitor whom a canary is dealt by: traffic-split.ts; undefined for what only the champion answers
   * @param answer gets undefined where nothing can be served. The model stays open until its promise settles
   */
  async use<T>(
    deployment: Deployment | null | undefined,
    visitor: string | undefined,
    source: Source,
    context: Context,
    answer: (served: Served | undefined) => T | Promise<T>,
  ): Promise<T> {
    const now = this.#newer(deployment);
    const champion = now ? await this.#loadChampion(now, source, context) : this.#champion;
    const compared = now && champion?.model.version === now.version && visitor !== undefined && isCanary(now);
    const canary = compared ? now : undefined;
    const candidate =
      canary && (await inCanary(canary, visitor!)) ? await this.#loadCandidate(canary, source, context) : undefined;
    let failure: unknown;
    if (candidate && canary) {
      const served = { catalogue: candidate, deployment: canary, canary };
      try {
        return await this.#leases.use(candidate, context, () => answer(served));
      } catch (error) {
        failure = error;
      }
    }
    const catalogue = champion && this.#leases.isReleased(champion) ? this.#champion : champion;
    const under = catalogue && (now ?? this.#deployment);
    if (!catalogue || !under) return answer(undefined);
    const served = { catalogue, deployment: under, canary };
    const response = await this.#leases.use(catalogue, context, () => answer(served));
    // Where the champion fails too, its error was thrown above: then the request is at fault, and nothing is counted.
    if (failure !== undefined) {
      console.error(`model ${canary!.candidate} failed, and ${canary!.version} answered:`, failure);
      this.counts.addError(canary!);
    }
    return response;
  }

  /** Loads a version beside those that serve, runs `trial`, and releases it. */
  async trial<T>(version: string, source: Source, trial: (catalogue: Catalogue) => Promise<T>): Promise<T> {
    const catalogue = await this.#loader.alone(`trial of ${version}`, () => open(source, version));
    try {
      return await trial(catalogue);
    } finally {
      await catalogue.release();
    }
  }

  /** A request may have read the database before a switch that another one has made in the meantime. */
  #newer(deployment: Deployment | null | undefined): Deployment | undefined {
    const mine = this.#deployment;
    return !deployment || (mine && deployment.seq < mine.seq) ? mine : deployment;
  }

  /** The deployment's champion, or the one before where it cannot be loaded or takes long. */
  async #loadChampion(deployment: Deployment, source: Source, context: Context): Promise<Catalogue | undefined> {
    const { version } = deployment;
    if (this.#adopt(deployment, context)) return this.#champion;
    if (this.#champion && this.#loader.failedLately(version)) return this.#champion;
    const { first, newer } = this.#timeouts;
    const load = () => this.#load(version, deployment, source, context);
    const loaded = await this.#loader.load(version, this.#champion ? newer : first, context, load, (error) =>
      console.error(`model ${version} cannot be loaded:`, error),
    );
    if (loaded) this.#adopt(deployment, context);
    return this.#champion;
  }

  /** The candidate, where it is or can be loaded soon. */
  async #loadCandidate(canary: Canary, source: Source, context: Context): Promise<Catalogue | undefined> {
    const version = canary.candidate;
    if (this.#candidate?.model.version === version) return this.#candidate;
    if (this.#loader.failedLately(version)) return undefined;
    const load = () => this.#load(version, canary, source, context);
    await this.#loader.load(version, this.#timeouts.newer, context, load, (error) => {
      console.error(`the candidate ${version} cannot be loaded:`, error);
      // What is not as its manifest says stays so; storage may recover.
      if (error instanceof InputError) this.counts.refuse(canary, `it cannot be loaded: ${error.message}`);
      else this.counts.addError(canary);
    });
    const loaded = this.#candidate;
    return loaded?.model.version === version && !this.#leases.isReleased(loaded) ? loaded : undefined;
  }

  /** Loads a version unless it serves, and makes it champion or candidate if it is still in force. */
  async #load(version: string, deployment: Deployment, source: Source, context: Context): Promise<Catalogue> {
    const there = this.#serving(version);
    if (there) return there;
    const loaded = await open(source, version);
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

  #serving(version: string): Catalogue | undefined {
    return [this.#champion, this.#candidate].find((catalogue) => catalogue?.model.version === version);
  }

  /** Serves under a deployment from now on, if its champion is loaded. @returns whether the champion may answer */
  #adopt(deployment: Deployment, context: Context): boolean {
    const mine = this.#deployment;
    if (mine && deployment.seq < mine.seq) return this.#champion !== undefined;
    const champion = this.#serving(deployment.version);
    if (!champion) return false;
    this.#serve(champion, deployment, context);
    return true;
  }

  #serve(champion: Catalogue, deployment: Deployment, context: Context): void {
    const before = [this.#champion, this.#candidate];
    if (before[0] && before[0] !== champion) inheritSales(champion, before[0]);
    this.#champion = champion;
    this.#deployment = deployment;
    if (!isCanary(deployment) || this.#candidate?.model.version !== deployment.candidate) this.#candidate = undefined;
    for (const catalogue of before)
      if (catalogue && catalogue !== this.#champion && catalogue !== this.#candidate)
        this.#leases.retire(catalogue, context);
  }
}

async function open(source: Source, version: string): Promise<Catalogue> {
  const { model, table, items, unfit } = await loadModel(source, version, roomFor);
  return new Catalogue(model, table, items, unfit);
}

/** What is not for sale comes from the catalogue before, until D1 has told; one that knows more already stays as it is. */
function inheritSales(catalogue: Catalogue, from: Catalogue): void {
  if (catalogue.revision < from.revision) catalogue.inherit(from);
}
