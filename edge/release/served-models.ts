// The models that serve in this isolate: the champion, and during a canary the candidate. A version is loaded when a request
// finds it deployed. The previous champion keeps serving while a new one loads or if it cannot be loaded. Only one version
// loads at a time, so at most three are in memory.
import { InputError } from '@curatornet/shared/errors.ts';
import { Catalogue, withSpareRows } from '../catalogue/catalogue.ts';
import { findSnapshot, restore, type SnapshotStorage } from '../catalogue/compact.ts';
import { Leases, type WaitUntil } from '../model/leases.ts';
import { loadModel, type ModelSource } from '../model/load.ts';
import { Loader, TIMEOUTS, type Timeouts } from '../model/loader.ts';
import type { Deployment, State } from '../storage/state.ts';
import { CanaryCounts } from './canary-counts.ts';
import { type Canary, inCanary, isCanary } from './traffic-split.ts';

/** Where models and the snapshots of their catalogues are. */
export type ServedSource = ModelSource & SnapshotStorage;

/** The catalogue that answers a request. */
export interface Served {
  catalogue: Catalogue;
  /** The deployment that the answer belongs to. */
  deployment: Deployment;
  /** The canary that the answer is part of, if any. */
  canary?: Canary;
}

export class ServedModels {
  readonly #timeouts: Timeouts;
  readonly #loader: Loader<Catalogue>;
  readonly #leases = new Leases<Catalogue>();
  #champion: Catalogue | undefined;
  #candidate: Catalogue | undefined;
  /** The latest deployment whose champion serves here. */
  #deployment: Deployment | undefined;
  readonly counts = new CanaryCounts();

  constructor(timeouts: Partial<Timeouts> = {}) {
    this.#timeouts = { ...TIMEOUTS, ...timeouts };
    this.#loader = new Loader(this.#timeouts);
  }

  /** The lowest revision of the loaded catalogues: changes after it must be read. */
  get revision(): number {
    const known = [this.#champion, this.#candidate].filter((catalogue) => catalogue !== undefined);
    return known.length === 0 ? 0 : Math.min(...known.map(({ revision }) => revision));
  }

  /** The lowest revision up to which the loaded catalogues have all features. */
  get featuresRevision(): number {
    const known = [this.#champion, this.#candidate].filter((catalogue) => catalogue !== undefined);
    return known.length === 0 ? 0 : Math.min(...known.map(({ featuresRevision }) => featuresRevision));
  }

  /** When the catalogue that would answer a visitor was last completely up to date: milliseconds since 1970. */
  async readAt(visitor: string | undefined): Promise<number> {
    const now = this.#deployment;
    const inCandidate = now && visitor !== undefined && isCanary(now) && (await inCanary(now, visitor));
    return ((inCandidate && this.#candidate) || this.#champion)?.readAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Applies changes to all loaded catalogues, so that they need not be read again. */
  applyChanges(state: State): void {
    for (const catalogue of [this.#champion, this.#candidate]) catalogue?.take(state);
  }

  /** Keeps a catalogue's model open while `work` uses it. */
  keep<T>(catalogue: Catalogue, context: WaitUntil, work: () => Promise<T>): Promise<T> {
    return this.#leases.use(catalogue, context, work);
  }

  /**
   * Answers with the catalogue of a deployed version. If the candidate fails and the champion does not, the champion answers
   * and the candidate's failure is counted.
   * @param deployment the latest deployment in D1; undefined if D1 did not answer
   * @param visitor the key that assigns the visitor during a canary (traffic-split.ts); without it the champion answers
   * @param answer gets undefined if no model can be served. The model stays open until its promise settles
   */
  async use<T>(
    deployment: Deployment | null | undefined,
    visitor: string | undefined,
    source: ServedSource,
    context: WaitUntil,
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
    // If the champion failed too, its error was thrown above: the request is at fault, and nothing is counted.
    if (failure !== undefined) {
      console.error(`model ${canary!.candidate} failed; ${canary!.version} answered instead:`, failure);
      this.counts.addError(canary!);
    }
    return response;
  }

  /** Loads a version in addition to those that serve, runs `trial`, and releases it. */
  async trial<T>(version: string, source: ModelSource, trial: (catalogue: Catalogue) => Promise<T>): Promise<T> {
    const catalogue = await this.#loader.alone(`trial of ${version}`, () => openBundle(source, version));
    try {
      return await trial(catalogue);
    } finally {
      await catalogue.release();
    }
  }

  /** The later one of a request's deployment and this isolate's: a request may have read D1 before the last switch. */
  #newer(deployment: Deployment | null | undefined): Deployment | undefined {
    const mine = this.#deployment;
    return !deployment || (mine && deployment.seq < mine.seq) ? mine : deployment;
  }

  /** The deployment's champion, or the previous one if it cannot be loaded in time. */
  async #loadChampion(
    deployment: Deployment,
    source: ServedSource,
    context: WaitUntil,
  ): Promise<Catalogue | undefined> {
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

  /** The candidate, if it is loaded or can be loaded in time. */
  async #loadCandidate(canary: Canary, source: ServedSource, context: WaitUntil): Promise<Catalogue | undefined> {
    const version = canary.candidate;
    if (this.#candidate?.model.version === version) return this.#candidate;
    if (this.#loader.failedLately(version)) return undefined;
    const load = () => this.#load(version, canary, source, context);
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
  async #load(version: string, deployment: Deployment, source: ServedSource, context: WaitUntil): Promise<Catalogue> {
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

  /** Switches to a deployment if its champion is loaded. @returns whether a champion can answer */
  #adopt(deployment: Deployment, context: WaitUntil): boolean {
    const mine = this.#deployment;
    if (mine && deployment.seq < mine.seq) return this.#champion !== undefined;
    const champion = this.#serving(deployment.version);
    if (!champion) return false;
    this.#serve(champion, deployment, context);
    return true;
  }

  #serve(champion: Catalogue, deployment: Deployment, context: WaitUntil): void {
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

/** A version with the items of its bundle alone. */
async function openBundle(source: ModelSource, version: string): Promise<Catalogue> {
  const { model, table, items, unusable } = await loadModel(source, version, withSpareRows);
  return new Catalogue(model, table, items, unusable);
}

/** A version with the latest snapshot of its catalogue; without it if there is none, or it cannot be used. */
async function open(source: ServedSource, version: string): Promise<Catalogue> {
  const [catalogue, named] = await Promise.all([openBundle(source, version), findSnapshot(source.DB, version)]);
  if (!named) return catalogue;
  try {
    await restore(catalogue, source.MODELS, named);
    return catalogue;
  } catch (error) {
    console.error(`the snapshot of model ${version} cannot be used:`, error);
    await catalogue.release();
    const later = await findSnapshot(source.DB, version);
    return later && later.key !== named.key ? open(source, version) : openBundle(source, version);
  }
}

/** Copies which items are sold from the previous catalogue, unless the new catalogue is already ahead of it. */
function inheritSales(catalogue: Catalogue, from: Catalogue): void {
  if (catalogue.revision < from.revision) catalogue.inherit(from);
}
