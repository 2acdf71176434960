// Reads all that a request needs from D1, in one round trip: the deployment, the changes of the catalogue, and the user's
// history. It is SQL because every request runs it; the tables are in shared/schema.ts.
import type { D1Database, D1Result } from '@cloudflare/workers-types';
import { type Change, parseChanges } from './changes.ts';
import { within } from './deadline.ts';
import { IN_HISTORY } from './history.ts';

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

/** An event of a user's history. */
export interface HistoryEvent {
  item: string;
  kind: 'purchase' | 'like';
}

/** The data in D1 at one moment. */
export interface State {
  /** The current deployment; null before the first one. */
  deployment: Deployment | null;
  /** The revision after which changes were read. */
  since: number;
  /** By revision, ascending. */
  changes: Change[];
  /** Whether there are more changes than were read. */
  more: boolean;
  /** The user's history, oldest first; empty without a user. */
  history: HistoryEvent[];
}

export interface ReadOptions {
  since: number;
  user?: string;
  /** Whether a read replica may answer, whose data may be older. */
  replica?: boolean;
}

export interface Database {
  /** @throws Error if D1 fails, takes too long, or returns malformed rows */
  read(options: ReadOptions): Promise<State>;
}

/** How long D1 may take. */
const DEADLINE_MS = 1_500;
/** The largest number of changes per read: about 3 MB with features of 2,048 numbers. */
const MOST_CHANGES = 250;
/** The largest number of a user's latest events that are read. */
const MOST_EVENTS = 5_000;

// The other kinds are notes, not switches: release/deployments.ts.
const DEPLOYMENT = `SELECT seq, version, candidate, percent, salt FROM deployments
  WHERE kind NOT IN ('deploy', 'forced') ORDER BY seq DESC LIMIT 1`;
const HISTORY = `SELECT item, kind FROM events WHERE user = ?1 AND ${IN_HISTORY} ORDER BY at DESC, seq DESC LIMIT ${MOST_EVENTS}`;
// Features are read only if they changed.
const CHANGES = `SELECT revision, id, state, about, CASE WHEN features_revision > ?1 THEN features END AS features
  FROM items WHERE revision > ?1 ORDER BY revision LIMIT ${MOST_CHANGES}`;

export function d1Database(d1: D1Database, deadline: number = DEADLINE_MS): Database {
  return {
    async read({ since, user, replica = false }) {
      // Without a session the primary answers. A session that starts at the primary would return the same, but it keeps a
      // bookmark, for which the local simulator writes at every read.
      const session = replica ? d1.withSession('first-unconstrained') : d1;
      const statements = [session.prepare(DEPLOYMENT), session.prepare(CHANGES).bind(since)];
      if (user !== undefined) statements.push(session.prepare(HISTORY).bind(user));
      const results = await within(deadline, 'D1', session.batch(statements));
      return parseState(results, since, user !== undefined);
    },
  };
}

/** Checks D1's answer, which comes from another machine. */
function parseState(results: D1Result[], since: number, withHistory: boolean): State {
  const [deployments, items, events] = [0, 1, ...(withHistory ? [2] : [])].map((i) => {
    const rows = results?.[i]?.results;
    if (!Array.isArray(rows)) throw new Error('D1 returned no rows');
    return rows as unknown[];
  });
  const deployment = (deployments[0] ?? null) as Deployment | null;
  if (deployment && !(typeof deployment.seq === 'number' && typeof deployment.version === 'string'))
    throw new Error('D1 returned a malformed deployment row');
  const history = ((events ?? []) as HistoryEvent[]).reverse();
  if (!history.every((known) => typeof known?.item === 'string' && typeof known.kind === 'string'))
    throw new Error('D1 returned malformed event rows');
  return { deployment, since, changes: parseChanges(items), more: items.length === MOST_CHANGES, history };
}
