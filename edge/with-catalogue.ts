// Prepares a request that needs the catalogue: reads D1 once, chooses the model, and brings its catalogue up to date. The
// whole answer uses this one catalogue.
import type { Context } from 'hono';
import { isSnapshotDue, writeSnapshot } from './catalogue/compact.ts';
import type { ItemSource, Stock } from './catalogue/source.ts';
import type { App } from './context.ts';
import { bookmarkOf } from './http/bookmark.ts';
import { RequestError } from './http/problems.ts';
import { noteWait } from './http/response-defaults.ts';
import type { ConfigRevision } from './rails/plan.ts';
import type { Place } from './relay/regions.ts';
import type { Served } from './release/served-models.ts';
import type { Canary } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import { type Known, UNKNOWN } from './storage/history.ts';
import type { Deployment } from './storage/state.ts';

/** The data that a request is answered from. */
export interface Snapshot {
  items: ItemSource;
  stock: Stock;
  /** The deployment that the answer belongs to. */
  deployment: Deployment;
  /** The canary that the answer is part of, if any. */
  canary?: Canary;
  /** When the model was chosen, in milliseconds since 1970. */
  chosenAt: number;
  /**
   * Whether the answer may be out of date or lack items because D1, R2 or a shard failed. The answer must say so. To be asked
   * once the items are selected.
   */
  degraded: () => boolean;
  /** The rails config in force. */
  config: ConfigRevision;
  /** What D1 knows of the user; nothing without one. */
  known: Known;
}

export interface SnapshotOptions {
  /** The user whose history to read. */
  user?: string;
  /** The key that assigns the visitor to a version during a canary; without it, the champion answers. */
  visitor?: string;
  /** How many seconds old the data may be. */
  staleness?: number;
  /** `session`: a replica may be asked, which knows at least what the request's bookmark names. */
  freshness?: 'strict' | 'session';
}

/**
 * Answers from the current catalogue.
 *
 * With a staleness or `session` a replica of D1 may be asked, and with a staleness, where no user is named, nobody if this
 * isolate has asked so lately. Otherwise the relay near the visitor is asked, or D1's primary where there is none.
 * @throws RequestError `no-model` where nothing can be served
 */
export async function withCatalogue<T>(
  c: Context<App>,
  { models, rails, database }: Services,
  answer: (current: Snapshot) => Promise<T>,
  { user, visitor, staleness, freshness }: SnapshotOptions = {},
): Promise<T> {
  const keep = (work: Promise<void>) => c.executionCtx.waitUntil(work);
  const { cf: place } = c.req.raw as { cf?: Place };
  // Of whom nothing is known, the address tells who asks.
  const asker = user ?? visitor ?? c.req.header('cf-connecting-ip') ?? '';
  const near = { place, visitor: asker, keep };
  const db = database(c.env, near);
  const snapshotOf = (stock: Stock) =>
    models
      .keep(stock, c.executionCtx, () => writeSnapshot(stock, c.env))
      .catch((error) => console.error('no snapshot of the catalogue was written:', error));
  const replica = staleness !== undefined || freshness === 'session';
  const startedAt = Date.now();
  const use = (deployment: Deployment | null | undefined, answerFrom: (served: Served) => Promise<T>) =>
    models.use(deployment, visitor, { env: c.env, near }, c.executionCtx, (served) => answerFrom(expectModel(served)));
  const logged = async (current: Snapshot): Promise<T> => {
    const { items, degraded } = current;
    c.set('answerLog', { model: items.model.version, history: 0, candidates: items.size, degraded: degraded() });
    const response = await answer(current);
    c.set('answerLog', { ...c.get('answerLog')!, degraded: degraded() });
    return response;
  };
  if (staleness !== undefined && user === undefined && (await models.readAt(visitor)) >= startedAt - staleness * 1000)
    return use(null, (served) =>
      logged({
        ...served,
        chosenAt: Date.now(),
        degraded: () => served.items.incomplete,
        config: rails.now,
        known: UNKNOWN,
      }),
    );
  const askedAt = performance.now();
  const { revision: since, featuresRevision: featuresSince } = models;
  const state = await db
    .read({ since, featuresSince, configSince: rails.seq, user, replica, bookmark: bookmarkOf(c) })
    .catch((error) => {
      console.error('D1 cannot be read:', error);
      return undefined;
    });
  noteWait(c, performance.now() - askedAt);
  if (state) {
    models.learn(state);
    rails.learn(state.config);
  }
  const config = rails.now;
  return use(state?.deployment, async (served) => {
    const { stock, items, deployment } = served;
    const chosenAt = Date.now();
    const current = state !== undefined && (await stock.bringUpToDate(state, db, replica, c.env));
    const { version, candidate } = deployment;
    const outdated = !current || ![version, candidate].includes(items.model.version);
    if (!outdated && !replica) {
      stock.readAt = startedAt;
      if (isSnapshotDue(stock)) keep(snapshotOf(stock));
    }
    const degraded = () => outdated || items.incomplete;
    return logged({ ...served, chosenAt, degraded, config, known: state ?? UNKNOWN });
  });
}

/** @throws RequestError `no-model` */
function expectModel(served: Served | undefined): Served {
  if (!served) throw new RequestError('no-model');
  return served;
}
