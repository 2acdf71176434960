// A request for rails up to where rails begin: one question to D1, the model in force, the catalogue as it is now, and who
// asks. One catalogue serves a whole answer.
import type { R2Bucket } from '@cloudflare/workers-types';
import type { Context } from 'hono';
import { endTime, startTime } from 'hono/timing';
import type { Catalogue } from './catalogue/catalogue.ts';
import { embedPending } from './catalogue/embed.ts';
import type { App } from './context.ts';
import { actFor } from './http/access.ts';
import { RequestError } from './http/problems.ts';
import { kindOf } from './release/canary-counts.ts';
import type { Served } from './release/served-models.ts';
import { type Canary, visitorKey } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import { atMost } from './storage/deadline.ts';
import type { Database, Deployment, Known, State } from './storage/state.ts';

/** Whom rails are made for. Rows are those of the visit's catalogue. */
export interface Visitor {
  /** What they have, oldest first; repeats are possible. Empty where nothing is known. */
  history: readonly number[];
  /** Of those, what they bought rather than liked. All of a history that the client holds counts as bought. */
  bought: readonly number[];
}

export interface Visit {
  catalogue: Catalogue;
  visitor: Visitor;
  /** Whether this answer may be older than it should be, because D1 or R2 failed. The answer must say so. */
  degraded: boolean;
  /** Under which it is answered. */
  deployment: Deployment;
  /** The canary in which this answer is compared, if it is part of one. */
  canary?: Canary;
  /** The user whom it is for; undefined for a history that the client holds. */
  user?: string;
  /** How many rails the answer shows: whoever answers says it. */
  rails?: number;
}

export interface VisitOptions {
  /** How many seconds old the answer's knowledge may be. */
  staleness?: number;
  /** Whether the candidate of a canary may answer. Only what is shown to visitors, and changes nothing. */
  shown?: boolean;
}

/** Whose visit it is: a user whose history D1 keeps, or a history that the client holds, empty for anybody. */
export type Who = { user: string } | { history: readonly string[] };

/** Of many unknown items the first few are named. */
const MOST_NAMED = 5;
/** How long items that have just come may hold an answer up. */
const EMBED_MS = 2_000;
/** How long they are left alone where that failed. */
const REST_MS = 5_000;

/**
 * Answers with what is in force, for one visitor.
 *
 * With a staleness a replica of D1 may be asked, and for a history that the client holds nobody, where this isolate has
 * asked so lately; without, D1's primary is asked.
 * @throws RequestError `forbidden` where the caller may not ask about the user, `no-model` where nothing can be served,
 *   `unknown-item` for a history with items that never were
 */
export async function visit(
  c: Context<App>,
  { models, database }: Services,
  who: Who,
  answer: (visit: Visit) => Promise<Response>,
  { staleness, shown = false }: VisitOptions = {},
): Promise<Response> {
  const user = 'user' in who ? who.user : undefined;
  if (user !== undefined) actFor(c, user);
  const key = shown ? visitorKey(who) : undefined;
  const db = database(c.env);
  const replica = staleness !== undefined;
  const startedAt = Date.now();
  if (replica && user === undefined && (await models.readAt(key)) >= startedAt - staleness * 1000)
    return models.use(null, key, c.env, c.executionCtx, (served) => {
      const chosenAt = Date.now();
      const { catalogue, deployment, canary } = expectModel(served);
      const visitor = visitorOf(catalogue, who, []);
      return counted(c, models, { catalogue, visitor, degraded: false, deployment, canary }, chosenAt, answer);
    });
  startTime(c, 'd1');
  const state = await db.read({ since: models.revision, user, replica }).catch((error) => {
    console.error('D1 cannot be read:', error);
    return undefined;
  });
  endTime(c, 'd1');
  if (state) models.applyChanges(state);
  return models.use(state?.deployment, key, c.env, c.executionCtx, async (served) => {
    const chosenAt = Date.now();
    const { catalogue, deployment, canary } = expectModel(served);
    const current = state !== undefined && (await bringUpToDate(catalogue, state, db, c.env.MODELS, replica));
    const { version, candidate } = deployment;
    const degraded = !current || ![version, candidate].includes(catalogue.model.version);
    if (!degraded && !replica) catalogue.readAt = startedAt;
    const visitor = visitorOf(catalogue, who, state?.history ?? []);
    return counted(c, models, { catalogue, visitor, degraded, deployment, canary, user }, chosenAt, answer);
  });
}

/** @throws RequestError `no-model` */
function expectModel(served: Served | undefined): Served {
  if (!served) throw new RequestError('no-model');
  return served;
}

/** Answers, and counts it where it is part of a canary. */
async function counted(
  c: Context<App>,
  { counts }: Services['models'],
  visit: Visit,
  chosenAt: number,
  answer: (visit: Visit) => Promise<Response>,
): Promise<Response> {
  const response = await answer(seen(c, visit));
  const { canary, catalogue, rails } = visit;
  if (!canary || rails === undefined) return response;
  const kind = kindOf(c.get('route') ?? '', rails);
  counts.addAnswer(canary, catalogue.model.version, kind, { rails, ms: Date.now() - chosenAt });
  if (counts.due) c.executionCtx.waitUntil(counts.flush(c.env.DB));
  return response;
}

/** Applies what D1 told. @returns whether the catalogue has all of it */
async function bringUpToDate(
  catalogue: Catalogue,
  { since, changes, more }: State,
  db: Database,
  bucket: R2Bucket,
  replica: boolean,
): Promise<boolean> {
  try {
    // A catalogue that has just been loaded knows less than the one for which D1 was asked.
    while (since > catalogue.revision || more) {
      if (since <= catalogue.revision) catalogue.apply(changes);
      ({ since, changes, more } = await db.read({ since: catalogue.revision, replica }));
    }
    catalogue.apply(changes);
    if (catalogue.pending.size === 0) return true;
    if (Date.now() < catalogue.restUntil) return false;
    await atMost(EMBED_MS, embedPending(catalogue, bucket));
  } catch (error) {
    console.error('the catalogue cannot be brought up to date:', error);
  }
  if (catalogue.pending.size > 0) catalogue.restUntil = Date.now() + REST_MS;
  return since <= catalogue.revision && !more && catalogue.pending.size === 0;
}

function visitorOf(catalogue: Catalogue, who: Who, events: readonly Known[]): Visitor {
  if ('history' in who) {
    const history = rowsOf(catalogue, who.history);
    return { history, bought: history };
  }
  const history: number[] = [];
  const bought: number[] = [];
  for (const { item, kind } of events) {
    const row = catalogue.rowOf.get(item);
    // An event may be about an item that no model and no upload has told of.
    if (row === undefined) continue;
    history.push(row);
    if (kind === 'purchase') bought.push(row);
  }
  return { history, bought };
}

/** Notes what the log tells of a visit. */
function seen(c: Context<App>, visit: Visit): Visit {
  c.set('seen', {
    model: visit.catalogue.model.version,
    history: visit.visitor.history.length,
    candidates: visit.catalogue.size,
    degraded: visit.degraded,
  });
  return visit;
}

/** @throws RequestError `unknown-item`, naming the first few */
function rowsOf(catalogue: Catalogue, history: readonly string[]): number[] {
  const rows: number[] = [];
  const errors: { at: string; message: string }[] = [];
  let unknown = 0;
  for (const [place, id] of history.entries()) {
    const row = catalogue.rowOf.get(id);
    if (row !== undefined) rows.push(row);
    else if (unknown++ < MOST_NAMED) errors.push({ at: `history.${place}`, message: `there is no item ${id}` });
  }
  if (unknown > 0)
    throw new RequestError('unknown-item', `${unknown} of ${history.length} items are unknown`, { errors });
  return rows;
}
