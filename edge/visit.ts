// Prepares a request for rails or a page: reads the current catalogue and the visitor's history, and counts the answer
// during a canary.
import type { Context } from 'hono';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { App } from './context.ts';
import { authorizeUser } from './http/access.ts';
import { kindOf } from './release/canary-counts.ts';
import { isSampled, timed } from './release/computing-time.ts';
import { visitorKey } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import type { Known } from './storage/history.ts';
import { type Snapshot, withCatalogue } from './with-catalogue.ts';

/** The visitor that rails are made for. Rows are rows of the visit's catalogue. */
export interface Visitor {
  /** The items of the events that count, by default purchases and likes, oldest first, possibly repeated. Empty for anonymous visitors. */
  history: readonly number[];
  /** The bought items of the history. If the client holds the history, all its items count as bought. */
  bought: readonly number[];
  /** Items that must not be shown to them: disliked, hidden, or ignored too often. */
  hidden: readonly number[];
  /** Ids in the client's history that are not in the catalogue. They are ignored. */
  unknown: readonly string[];
}

export interface Visit extends Omit<Snapshot, 'known'> {
  visitor: Visitor;
  /** The user; undefined if the client holds the history. */
  user?: string;
}

/** A response, and how a canary counts it. */
export interface CountedResponse {
  response: Response;
  /** The number of rails that it shows; undefined if a canary does not count it. */
  rails?: number;
}

export interface VisitOptions {
  /** How many seconds old the data may be. */
  staleness?: number;
  freshness?: 'strict' | 'session';
  /** Whether the candidate of a canary may answer: only for what visitors see and what changes nothing. */
  shown?: boolean;
}

/** The visitor: a user with a history in D1, or a history that the client holds, empty for anonymous visitors. */
export type Who = { user: string } | { history: readonly string[] };

/**
 * Answers a visitor from the current catalogue, and counts the answer if a canary is running.
 * @throws RequestError `forbidden` if the caller's token belongs to another user, `no-model` if no model can be served
 */
export async function visit(
  c: Context<App>,
  services: Services,
  who: Who,
  answer: (visit: Visit) => Promise<CountedResponse>,
  { staleness, freshness, shown = false }: VisitOptions = {},
): Promise<Response> {
  const user = 'user' in who ? who.user : undefined;
  if (user !== undefined) authorizeUser(c, user);
  const visitor = shown ? visitorKey(who) : undefined;
  const { counts } = services.models;
  const respond = async ({ known, ...current }: Snapshot) => {
    const { catalogue, canary, chosenAt } = current;
    const visitor = 'history' in who ? holderOf(catalogue, who.history) : userOf(catalogue, known);
    c.set('answerLog', { ...c.get('answerLog')!, history: visitor.history.length });
    const make = () => answer({ ...current, visitor, user });
    if (!canary) return (await make()).response;
    const startedAt = Date.now();
    const sample = isSampled() ? await timed(make) : undefined;
    const { response, rails } = sample?.value ?? (await make());
    if (rails === undefined) return response;
    // The pauses of a sample are no wait for storage.
    const ms = (sample ? startedAt : Date.now()) - chosenAt;
    const kind = kindOf(c.get('route') ?? '', rails);
    counts.addAnswer(canary, catalogue.model.version, kind, { rails, ms, computing: sample?.ms });
    if (counts.due) c.executionCtx.waitUntil(counts.flush(c.env));
    return response;
  };
  return withCatalogue(c, services, respond, { user, visitor, staleness, freshness });
}

/** A visitor whose history the client holds. */
function holderOf({ rowOf }: Catalogue, ids: readonly string[]): Visitor {
  const history = ids.flatMap((id) => rowOf.get(id) ?? []);
  return { history, bought: history, hidden: [], unknown: [...new Set(ids.filter((id) => !rowOf.has(id)))] };
}

/** A visitor whose history D1 holds. Events about items that are not in the catalogue are ignored. */
export function userOf({ rowOf }: Catalogue, { history, hidden }: Known): Visitor {
  const rows = (ids: readonly string[]) => ids.flatMap((id) => rowOf.get(id) ?? []);
  const items = (events: Known['history']) => rows(events.map(({ item }) => item));
  const bought = history.filter(({ kind }) => kind === 'purchase');
  return { history: items(history), bought: items(bought), hidden: rows(hidden), unknown: [] };
}
