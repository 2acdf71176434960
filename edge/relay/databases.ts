// What a request asks, opened for each: D1 through a breaker, and in its place the relay near the visitor, where there is one.
import type { Environment } from '../environment.ts';
import { Breaker } from '../storage/breaker.ts';
import { feedbackOf } from '../storage/feedback.ts';
import { UNKNOWN } from '../storage/history.ts';
import { type Database, d1Database, NO_CONFIG } from '../storage/state.ts';
import { type Near, NearbyRelays } from './ask.ts';
import { regionOf } from './configured.ts';

/** How long D1 may take. */
const DEADLINE_MS = 1_500;

/** One for an isolate. */
export class Databases {
  readonly d1: Breaker;
  readonly #relays: NearbyRelays;

  /** @param deadline of D1, in milliseconds; `relay` that of a relay */
  constructor({ deadline = DEADLINE_MS, relay }: { deadline?: number; relay?: number } = {}) {
    this.d1 = new Breaker({ name: 'D1', deadline });
    this.#relays = new NearbyRelays(relay);
  }

  readonly open = (env: Environment, near: Near): Database => {
    const d1 = d1Database(env.DB, (work, patience) => this.d1.call(work, near.keep, patience), feedbackOf(env));
    if (!regionOf(env)) return d1;
    const read: Database['read'] = async (question) => {
      const { since, featuresSince = since, configSince = NO_CONFIG, user, replica, bookmark } = question;
      // A relay tells features that are newer than `since` alone.
      if (replica || featuresSince < since) return d1.read(question);
      const [told, known] = await Promise.all([
        this.#relays.read(env, near, since, configSince),
        user === undefined ? UNKNOWN : d1.known(user, bookmark).catch(() => undefined),
      ]);
      return told && known ? { ...told, ...known } : d1.read(question);
    };
    return { ...d1, read };
  };
}
