// What a request asks of D1, in one round trip. Written as SQL because the statements are on every request's path; the
// tables are those of shared/schema.ts.
import type { D1Database, D1DatabaseSession, D1Result } from '@cloudflare/workers-types';
import type { HistoryEvent } from '@curatornet/shared/history.ts';
import { type Change, parseChanges } from './changes.ts';
import type { Feedback } from './feedback.ts';
import { isNeeded, type Known, knownOf, UNKNOWN } from './history.ts';
import { IGNORED } from './impressions.ts';
import { OPTED_OUT } from './opt-outs.ts';
import { newerConfig, parseConfig, type StoredConfig } from './rails-config.ts';
import { CATALOGUE_REVISION } from './revision.ts';

/** A deployment. The one with the highest `seq` is current. */
export interface Deployment {
  seq: number;
  /** The champion. */
  version: string;
  /** During a canary, the version that serves some of the visitors. */
  candidate?: string | null;
  /** The candidate's share of the visitors, in percent. */
  percent?: number;
  /** The key that assigns visitors and signs refs; '' outside a canary. */
  salt?: string;
}

/** The data in D1 at one moment. What is known of the user is empty without one. */
export interface State extends Known {
  /** The current deployment; null before the first one. */
  deployment: Deployment | null;
  /** The revision after which changes were read. */
  since: number;
  /** The revision of the catalogue. */
  revision: number;
  /** The revision after which features were read. */
  featuresSince: number;
  /** By revision, ascending. */
  changes: Change[];
  /** Whether there are more changes than were read. */
  more: boolean;
  /** The rails config in force, if it is newer than what was asked for. */
  config?: StoredConfig;
}

export interface ReadOptions {
  since: number;
  /** Lower than `since` while a list of changes is read in parts: an item may change again before its part is read. */
  featuresSince?: number;
  /** The revision of the rails config that is known; by default it is not read. */
  configSince?: number;
  user?: string;
  /** Whether a read replica may answer, whose data may be older. */
  replica?: boolean;
  /** Of a write of D1: a replica that answers knows at least that write. */
  bookmark?: string;
}

export interface Database {
  /** @throws Error if D1 fails, takes too long, or returns malformed rows */
  read(options: ReadOptions): Promise<State>;
  /** What is known of a user alone, from a replica. @throws Error as `read` does */
  known(user: string, bookmark?: string): Promise<Known>;
}

/** Asks D1, and gives up in time. */
export type AskD1 = <T>(work: () => Promise<T>, patience?: number) => Promise<T>;

/** Larger than any revision of the rails config. */
export const NO_CONFIG = Number.MAX_SAFE_INTEGER;

/** How long a replica may take to come as far as a bookmark, before the primary is asked. Whoever asks may have made it up. */
const BOOKMARK_MS = 400;

/** Changes that are read at once: with features of 2,048 numbers these are some 3 MB. */
export const MOST_CHANGES = 250;
/** The largest number of a user's latest events, and of ignored items, that are read. */
const MOST_EVENTS = 5_000;

// The other kinds are notes: deployments.ts.
export const DEPLOYMENT = `SELECT seq, version, candidate, percent, salt FROM deployments
  WHERE kind NOT IN ('deploy', 'forced') ORDER BY seq DESC LIMIT 1`;
const CURRENT = `SELECT *, ${CATALOGUE_REVISION} AS revision, ${newerConfig('?1')} FROM (${DEPLOYMENT})`;
// Features are read only if they changed.
export const CHANGES = `SELECT revision, id, state, about, CASE WHEN features_revision > ?2 THEN features END AS features
  FROM items WHERE revision > ?1 ORDER BY revision LIMIT ${MOST_CHANGES}`;

export function d1Database(d1: D1Database, ask: AskD1, feedback: Feedback): Database {
  const needed = `SELECT item, kind FROM events WHERE user = ?1 AND ${isNeeded(feedback)}
    ORDER BY at DESC, seq DESC LIMIT ${MOST_EVENTS}`;
  const { mostImpressions } = feedback;
  /** What `parseKnown` reads. */
  const about = (user: string, session: D1Database | D1DatabaseSession) => [
    session.prepare(needed).bind(user),
    session.prepare(OPTED_OUT).bind(user),
    ...(mostImpressions === undefined ? [] : [session.prepare(IGNORED).bind(user, mostImpressions, MOST_EVENTS)]),
  ];
  const replicaOf = (bookmark = 'first-unconstrained') => d1.withSession(bookmark);
  const patienceOf = (bookmark?: string) => (bookmark === undefined ? undefined : BOOKMARK_MS);
  async function read(options: ReadOptions, session: D1Database | D1DatabaseSession, patience?: number) {
    const { since, featuresSince = since, configSince = NO_CONFIG, user } = options;
    const statements = [
      session.prepare(CURRENT).bind(configSince),
      session.prepare(CHANGES).bind(since, featuresSince),
    ];
    if (user !== undefined) statements.push(...about(user, session));
    const results = await ask(() => session.batch(statements), patience);
    const known = user === undefined ? UNKNOWN : parseKnown(results.slice(2), feedback);
    return { since, featuresSince, ...parseState(results, since), ...known };
  }
  return {
    async read(options) {
      const { replica = false, bookmark } = options;
      // Without a session the primary answers. A session that begins there would answer the same, but it also keeps a
      // bookmark, for which the local simulator writes at every read.
      if (!replica) return read(options, d1);
      const told = read(options, replicaOf(bookmark), patienceOf(bookmark));
      return bookmark === undefined ? told : told.catch(() => read(options, d1));
    },
    async known(user, bookmark) {
      const session = replicaOf(bookmark);
      const results = await ask(() => session.batch(about(user, session)), patienceOf(bookmark));
      return parseKnown(results, feedback);
    },
  };
}

/** Checks D1's answer, which comes from another machine. */
function parseState(
  results: D1Result[],
  since: number,
): Pick<State, 'deployment' | 'revision' | 'changes' | 'more' | 'config'> {
  const [deployments, items] = [0, 1].map((i) => rowsOf(results?.[i]));
  const [first] = deployments as ({ revision: unknown; configSeq: unknown; config: unknown } & Deployment)[];
  const { revision, configSeq, config, ...current } = first ?? { revision: since };
  const deployment = first ? (current as Deployment) : null;
  if (typeof revision !== 'number') throw new Error('D1 returned no revision');
  if (deployment && !(typeof deployment.seq === 'number' && typeof deployment.version === 'string'))
    throw new Error('D1 returned a malformed deployment row');
  const more = items.length === MOST_CHANGES;
  return { deployment, revision, changes: parseChanges(items), more, config: parseConfig({ configSeq, config }) };
}

function rowsOf(result: D1Result | undefined): unknown[] {
  if (!Array.isArray(result?.results)) throw new Error('D1 returned no rows');
  return result.results;
}

/** @param results the events, the latest first, the opt-out if there is one, and the ignored items, if they were asked for */
function parseKnown(results: D1Result[], feedback: Feedback): Known {
  if (rowsOf(results?.[1]).length > 0) return { ...UNKNOWN, personalised: false };
  const events = (rowsOf(results?.[0]) as HistoryEvent[]).reverse();
  if (!events.every((known) => typeof known?.item === 'string' && typeof known.kind === 'string'))
    throw new Error('D1 returned malformed event rows');
  if (feedback.mostImpressions === undefined) return knownOf(events, [], feedback);
  const [ignored] = rowsOf(results[2]) as { items: string }[];
  return knownOf(events, JSON.parse(ignored.items) as string[], feedback);
}
