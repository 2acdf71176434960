// A request up to the catalogue that answers it: one question to D1, the model in force, the catalogue as it is now. One
// catalogue serves a whole answer.
import type { Context } from 'hono';
import type { Catalogue } from './catalogue/catalogue.ts';
import { bringUpToDate } from './catalogue/refresh.ts';
import type { App } from './context.ts';
import { bookmarkOf } from './http/bookmark.ts';
import { RequestError } from './http/problems.ts';
import { noteWait } from './http/response-defaults.ts';
import type { Place } from './relay/regions.ts';
import type { Served } from './release/served-models.ts';
import type { Canary } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import type { Deployment, HistoryEvent } from './storage/state.ts';

/** What a request is answered from. */
export interface Snapshot {
  catalogue: Catalogue;
  /** Under which it is answered. */
  deployment: Deployment;
  /** The canary in which this answer is compared, if it is part of one. */
  canary?: Canary;
  /** When its model was chosen, in milliseconds since 1970. */
  chosenAt: number;
  /** Whether this answer may be older than it should be, because D1 or R2 failed. The answer must say so. */
  degraded: boolean;
  /** What the user has, oldest first; empty where no user was named. */
  history: readonly HistoryEvent[];
}

export interface SnapshotOptions {
  /** Whose history D1 shall tell. */
  user?: string;
  /** Whom a canary is dealt by; where it is left out, the champion answers. */
  visitor?: string;
  /** How many seconds old the answer's knowledge may be. */
  staleness?: number;
  /** `session`: a replica may be asked, which knows at least what the request's bookmark names. */
  freshness?: 'strict' | 'session';
}

/**
 * Answers with what is in force.
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
  const db = database(c.env, { place: (c.req.raw as { cf?: Place }).cf, keep });
  const replica = staleness !== undefined || freshness === 'session';
  const startedAt = Date.now();
  if (staleness !== undefined && user === undefined && (await models.readAt(visitor)) >= startedAt - staleness * 1000)
    return models.use(null, visitor, c.env, c.executionCtx, (served) =>
      answer(noteForLog(c, { ...expectModel(served), chosenAt: Date.now(), degraded: false, history: [] })),
    );
  const askedAt = performance.now();
  const state = await db.read({ since: models.revision, user, replica, bookmark: bookmarkOf(c) }).catch((error) => {
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
    if (!degraded && !replica) catalogue.readAt = startedAt;
    return answer(noteForLog(c, { catalogue, deployment, canary, chosenAt, degraded, history: state?.history ?? [] }));
  });
}

/** @throws RequestError `no-model` */
function expectModel(served: Served | undefined): Served {
  if (!served) throw new RequestError('no-model');
  return served;
}

/** Notes what the log tells of the answer. */
function noteForLog(c: Context<App>, current: Snapshot): Snapshot {
  const { catalogue, degraded } = current;
  c.set('answerLog', { model: catalogue.model.version, history: 0, candidates: catalogue.size, degraded });
  return current;
}
