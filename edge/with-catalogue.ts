// Prepares a request that needs the catalogue: reads D1 once, chooses the model, and brings its catalogue up to date. The
// whole answer uses this one catalogue.
import type { Context } from 'hono';
import type { Catalogue } from './catalogue/catalogue.ts';
import { isSnapshotDue, writeSnapshot } from './catalogue/compact.ts';
import { bringUpToDate } from './catalogue/refresh.ts';
import type { App } from './context.ts';
import { bookmarkOf } from './http/bookmark.ts';
import { RequestError } from './http/problems.ts';
import { noteWait } from './http/response-defaults.ts';
import type { Place } from './relay/regions.ts';
import type { Served } from './release/served-models.ts';
import type { Canary } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import { type Known, UNKNOWN } from './storage/history.ts';
import type { Deployment } from './storage/state.ts';

/** The data that a request is answered from. */
export interface Snapshot {
  catalogue: Catalogue;
  /** The deployment that the answer belongs to. */
  deployment: Deployment;
  /** The canary that the answer is part of, if any. */
  canary?: Canary;
  /** When the model was chosen, in milliseconds since 1970. */
  chosenAt: number;
  /** Whether the answer may be out of date because D1 or R2 failed. The answer must say so. */
  degraded: boolean;
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
  { models, database }: Services,
  answer: (current: Snapshot) => Promise<T>,
  { user, visitor, staleness, freshness }: SnapshotOptions = {},
): Promise<T> {
  const keep = (work: Promise<void>) => c.executionCtx.waitUntil(work);
  const { cf: place } = c.req.raw as { cf?: Place };
  // Of whom nothing is known, the address tells who asks.
  const asker = user ?? visitor ?? c.req.header('cf-connecting-ip') ?? '';
  const db = database(c.env, { place, visitor: asker, keep });
  const snapshotOf = (catalogue: Catalogue) =>
    models
      .keep(catalogue, c.executionCtx, () => writeSnapshot(catalogue, c.env))
      .catch((error) => console.error('no snapshot of the catalogue was written:', error));
  const replica = staleness !== undefined || freshness === 'session';
  const startedAt = Date.now();
  if (staleness !== undefined && user === undefined && (await models.readAt(visitor)) >= startedAt - staleness * 1000)
    return models.use(null, visitor, c.env, c.executionCtx, (served) =>
      answer(noteForLog(c, { ...expectModel(served), chosenAt: Date.now(), degraded: false, known: UNKNOWN })),
    );
  const askedAt = performance.now();
  const { revision: since, featuresRevision: featuresSince } = models;
  const state = await db.read({ since, featuresSince, user, replica, bookmark: bookmarkOf(c) }).catch((error) => {
    console.error('D1 cannot be read:', error);
    return undefined;
  });
  noteWait(c, performance.now() - askedAt);
  if (state) models.applyChanges(state);
  return models.use(state?.deployment, visitor, c.env, c.executionCtx, async (served) => {
    const { catalogue, deployment, canary } = expectModel(served);
    const chosenAt = Date.now();
    const current = state && (await bringUpToDate(catalogue, state, { db, bucket: c.env.MODELS, replica }));
    const { version, candidate } = deployment;
    const degraded = !current || ![version, candidate].includes(catalogue.model.version);
    if (!degraded && !replica) {
      catalogue.readAt = startedAt;
      if (isSnapshotDue(catalogue)) keep(snapshotOf(catalogue));
    }
    return answer(noteForLog(c, { catalogue, deployment, canary, chosenAt, degraded, known: state ?? UNKNOWN }));
  });
}

/** @throws RequestError `no-model` */
function expectModel(served: Served | undefined): Served {
  if (!served) throw new RequestError('no-model');
  return served;
}

/** Sets what the request log records about the answer. */
function noteForLog(c: Context<App>, current: Snapshot): Snapshot {
  const { catalogue, degraded } = current;
  c.set('answerLog', { model: catalogue.model.version, history: 0, candidates: catalogue.size, degraded });
  return current;
}
