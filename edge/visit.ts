// A request for rails or a page up to where these begin: the catalogue in force, and who asks.
import type { Context } from 'hono';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { App } from './context.ts';
import { authorizeUser } from './http/access.ts';
import { kindOf } from './release/canary-counts.ts';
import { isSampled, timed } from './release/computing-time.ts';
import { visitorKey } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import type { HistoryEvent } from './storage/state.ts';
import { type Snapshot, withCatalogue } from './with-catalogue.ts';

/** Whom rails are made for. Rows are those of the visit's catalogue. */
export interface Visitor {
  /** What they have, oldest first; repeats are possible. Empty where nothing is known. */
  history: readonly number[];
  /** Of those, what they bought rather than liked. All of a history that the client holds counts as bought. */
  bought: readonly number[];
  /** Items of a history that the client holds which the catalogue lacks. They are passed over. */
  unknown: readonly string[];
}

export interface Visit extends Omit<Snapshot, 'history'> {
  visitor: Visitor;
  /** The user whom it is for; undefined for a history that the client holds. */
  user?: string;
}

/** What a visit comes to. */
export interface CountedResponse {
  response: Response;
  /** How many rails it shows; undefined where it is not counted for a canary. */
  rails?: number;
}

export interface VisitOptions {
  /** How many seconds old the answer's knowledge may be. */
  staleness?: number;
  freshness?: 'strict' | 'session';
  /** Whether the candidate of a canary may answer. Only what is shown to visitors, and changes nothing. */
  shown?: boolean;
}

/** Whose visit it is: a user whose history D1 keeps, or a history that the client holds, empty for anybody. */
export type Who = { user: string } | { history: readonly string[] };

/**
 * Answers with what is in force, for one visitor, and counts it where a canary runs.
 * @throws RequestError `forbidden` where the caller may not ask about the user, `no-model` where nothing can be served
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
  const respond = async ({ history, ...current }: Snapshot) => {
    const { catalogue, canary, chosenAt } = current;
    const visitor = 'history' in who ? holderOf(catalogue, who.history) : userOf(catalogue, history);
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

/** The visitor whose history the client holds. */
function holderOf({ rowOf }: Catalogue, ids: readonly string[]): Visitor {
  const history = ids.flatMap((id) => rowOf.get(id) ?? []);
  return { history, bought: history, unknown: [...new Set(ids.filter((id) => !rowOf.has(id)))] };
}

/** The visitor whose history D1 keeps; an event may be about an item that the catalogue lacks. */
function userOf({ rowOf }: Catalogue, events: readonly HistoryEvent[]): Visitor {
  const rows = (known: readonly HistoryEvent[]) => known.flatMap(({ item }) => rowOf.get(item) ?? []);
  return { history: rows(events), bought: rows(events.filter(({ kind }) => kind === 'purchase')), unknown: [] };
}
