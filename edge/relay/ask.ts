// What an isolate asks: the relay near a request, for what D1's primary would tell. Where the relay cannot tell, the caller asks
// D1.

import type { Environment } from '../environment.ts';
import { Breaker, BreakerOpen } from '../storage/breaker.ts';
import { parseChanges } from '../storage/changes.ts';
import { UNKNOWN } from '../storage/history.ts';
import { parseConfig } from '../storage/rails-config.ts';
import type { Deployment, State } from '../storage/state.ts';
import { regionOf, relayIn } from './configured.ts';
import type { Place, RegionName } from './regions.ts';

/** Of a request, what it takes to ask. */
export interface Near {
  place?: Place;
  /** Who asks: the same visitor asks the same relay of a region. */
  visitor: string;
  /** Keeps work in the background alive: the request's `waitUntil`. */
  keep: (work: Promise<void>) => void;
}

/** How long a relay may take: it is near, and D1's primary may be asked after it. */
const DEADLINE_MS = 300;

/** The relays that this isolate asks, by region. */
export class NearbyRelays {
  readonly #deadline: number;
  readonly #breakers = new Map<RegionName, Breaker>();

  constructor(deadline: number = DEADLINE_MS) {
    this.#deadline = deadline;
  }

  /**
   * What is new after a revision of the catalogue, and after one of the rails config.
   * @returns undefined where the relay has no lease, knows not so far back, fails, or takes too long
   */
  async read(
    env: Environment,
    { place, visitor, keep }: Near,
    since: number,
    configSince: number,
  ): Promise<State | undefined> {
    const region = regionOf(env, place);
    if (!region) return undefined;
    try {
      const answer = await this.#breaker(region.name).call(
        async () => relayIn(env, region, visitor).read(since, configSince),
        keep,
      );
      if (!answer?.changes) return undefined;
      const { deployment, revision, changes, config } = answer;
      if (typeof revision !== 'number') throw new Error('it answered without a revision');
      return {
        deployment: expectDeployment(deployment),
        since,
        featuresSince: since,
        revision,
        changes: parseChanges(changes),
        more: false,
        config: config && parseConfig({ configSeq: config.seq, config: config.document }),
        ...UNKNOWN,
      };
    } catch (error) {
      // The breaker has told of it.
      if (!(error instanceof BreakerOpen)) console.error(`the relay in ${region.name} cannot be asked:`, error);
      return undefined;
    }
  }

  #breaker(name: RegionName): Breaker {
    let breaker = this.#breakers.get(name);
    if (!breaker) {
      breaker = new Breaker({ name: `the relay in ${name}`, deadline: this.#deadline });
      this.#breakers.set(name, breaker);
    }
    return breaker;
  }
}

/** It is another machine's. @throws Error */
function expectDeployment(deployment: Deployment | null): Deployment | null {
  if (deployment && !(typeof deployment.seq === 'number' && typeof deployment.version === 'string'))
    throw new Error('it answered with a deployment that is none');
  return deployment;
}
