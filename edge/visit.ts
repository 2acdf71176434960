// Prepares a request for rails or a page: reads the current catalogue and the visitor's history, and counts the answer
// during a canary.
import type { Context } from 'hono';
import type { ItemSource } from './catalogue/source.ts';
import type { History } from './catalogue/wanted.ts';
import type { App } from './context.ts';
import { authorizeUser } from './http/access.ts';
import { kindOf } from './release/canary-counts.ts';
import { isSampled, timed } from './release/computing-time.ts';
import { visitorKey } from './release/traffic-split.ts';
import type { Services } from './services.ts';
import type { Exposure } from './storage/experiments.ts';
import type { Known } from './storage/history.ts';
import { type Snapshot, withCatalogue } from './with-catalogue.ts';

/** The visitor that rails are made for: a history of known items. If the client holds it, all its items count as bought. */
export interface Visitor extends History {
  /** Ids in the client's history that the model does not know. They are ignored. */
  unknown: readonly string[];
}

export interface Visit extends Omit<Snapshot, 'known'> {
  visitor: Visitor;
  /** The user; undefined if the client holds the history, or the user has opted out: then they are nobody. */
  user?: string;
  /** Notes that the user has got a page in a variant of an experiment. */
  expose: (exposure: Exposure) => void;
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
  const expose = (exposure: Exposure) => c.executionCtx.waitUntil(services.exposures.note(c.env, exposure));
  const respond = async ({ known, ...current }: Snapshot) => {
    const { items, canary, chosenAt } = current;
    const visitor = await visitorOf(items, who, known);
    c.set('answerLog', { ...c.get('answerLog')!, history: visitor.ids.length });
    const make = () => answer({ ...current, visitor, user: known.personalised ? user : undefined, expose });
    if (!canary) return (await make()).response;
    const startedAt = Date.now();
    const sample = isSampled() ? await timed(make) : undefined;
    const { response, rails } = sample?.value ?? (await make());
    if (rails === undefined) return response;
    // The pauses of a sample are no wait for storage.
    const ms = (sample ? startedAt : Date.now()) - chosenAt;
    const kind = kindOf(c.get('route') ?? '', rails);
    counts.addAnswer(canary, items.model.version, kind, { rails, ms, computing: sample?.ms });
    if (counts.due) c.executionCtx.waitUntil(counts.flush(c.env));
    return response;
  };
  return withCatalogue(c, services, respond, { user, visitor, staleness, freshness });
}

/** @param known what D1 knows of the user */
export const visitorOf = (items: ItemSource, who: Who, known: Known): Promise<Visitor> =>
  'history' in who ? holderOf(items, who.history) : userOf(items, known);

/** A visitor whose history the client holds. */
async function holderOf(items: ItemSource, ids: readonly string[]): Promise<Visitor> {
  const { rowOf } = await items.select({ items: ids });
  const known = ids.filter((id) => rowOf.has(id));
  return { ids: known, bought: known, hidden: [], unknown: [...new Set(ids.filter((id) => !rowOf.has(id)))] };
}

/** A visitor whose history D1 holds. Events about items that the model does not know are ignored. */
async function userOf(items: ItemSource, { history, hidden }: Known): Promise<Visitor> {
  const { rowOf } = await items.select({ items: history.map(({ item }) => item) });
  const known = history.filter(({ item }) => rowOf.has(item));
  const ids = (some: Known['history']) => some.map(({ item }) => item);
  return { ids: ids(known), bought: ids(known.filter(({ kind }) => kind === 'purchase')), hidden, unknown: [] };
}
