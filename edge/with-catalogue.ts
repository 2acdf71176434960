// Prepares a request that needs the catalogue: reads D1 once, chooses the model, and brings its catalogue up to date. The
// whole answer uses this one catalogue.
import type { Context } from 'hono';
import { endTime, startTime } from 'hono/timing';
import type { Catalogue } from './catalogue/catalogue.ts';
import { bringUpToDate } from './catalogue/refresh.ts';
import type { App } from './context.ts';
import { RequestError } from './http/problems.ts';
import type { Served } from './release/served-models.ts';
import type { Canary } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import type { Deployment, HistoryEvent } from './storage/state.ts';

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
  /** The user's history, oldest first; empty without a user. */
  history: readonly HistoryEvent[];
}

export interface SnapshotOptions {
  /** The user whose history to read. */
  user?: string;
  /** The key that assigns the visitor to a version during a canary; without it, the champion answers. */
  visitor?: string;
  /** How many seconds old the data may be. */
  staleness?: number;
}

/**
 * Answers from the current catalogue.
 *
 * Without `staleness` it reads D1's primary. With `staleness` it may read a replica, and without a user it skips D1 if this
 * isolate has read it within that time.
 * @throws RequestError `no-model` if no model can be served
 */
export async function withCatalogue<T>(
  c: Context<App>,
  { models, database }: Services,
  answer: (current: Snapshot) => Promise<T>,
  { user, visitor, staleness }: SnapshotOptions = {},
): Promise<T> {
  const db = database(c.env);
  const replica = staleness !== undefined;
  const startedAt = Date.now();
  if (replica && user === undefined && (await models.readAt(visitor)) >= startedAt - staleness * 1000)
    return models.use(null, visitor, c.env, c.executionCtx, (served) =>
      answer(noteForLog(c, { ...expectModel(served), chosenAt: Date.now(), degraded: false, history: [] })),
    );
  startTime(c, 'd1');
  const state = await db.read({ since: models.revision, user, replica }).catch((error) => {
    console.error('D1 cannot be read:', error);
    return undefined;
  });
  endTime(c, 'd1');
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

/** Sets what the request log records about the answer. */
function noteForLog(c: Context<App>, current: Snapshot): Snapshot {
  const { catalogue, degraded } = current;
  c.set('answerLog', { model: catalogue.model.version, history: 0, candidates: catalogue.size, degraded });
  return current;
}
