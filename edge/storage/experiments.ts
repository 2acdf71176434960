// What is stored of experiments: who was exposed to which variant, what they did afterwards, and the revisions of the rails
// config that held an experiment.
import type { D1Database } from '@cloudflare/workers-types';
import type { RevisionEntry } from '@curatornet/shared/api-rails-config.ts';
import { MAX_SECONDS } from '@curatornet/shared/limits.ts';
import type { exposures } from '@curatornet/shared/schema.ts';
import type { Environment } from '../environment.ts';
import { withStorage } from './available.ts';
import { isOptedOut } from './opt-outs.ts';
import { type TombstoneSecrets, tombstoneHasher } from './tombstones.ts';

export type Exposure = typeof exposures.$inferSelect;

const EXPOSE = `INSERT INTO exposures (experiment, user, variant, at) SELECT ?1, ?2, ?3, ?4
  WHERE NOT ${isOptedOut('?2')} AND NOT EXISTS (
    SELECT 1 FROM tombstones WHERE hash = ?5 AND expires_at > ?4 AND erased_at >= ?4)
  ON CONFLICT (experiment, user) DO NOTHING`;

/** Stores an exposure, unless the user has one in this experiment, or has opted out or been erased since the page was made. */
export async function noteExposure(
  env: TombstoneSecrets & Pick<Environment, 'DB'>,
  { experiment, user, variant, at }: Exposure,
): Promise<void> {
  const hash = await tombstoneHasher(env);
  await env.DB.prepare(EXPOSE)
    .bind(experiment, user, variant, at, await hash('user', user))
    .run();
}

/** Of the events of exposed users those after the exposure and before ?2. CROSS JOIN keeps SQLite from other orders. */
const AFTERWARDS = `events.user = exposures.user AND events.at >= exposures.at AND events.at < ?2`;
const ACTED = `SELECT variant, count(*) AS visitors, sum(clicks > 0) AS clicked, sum(purchases > 0) AS purchased,
    sum(clicks) AS clicks, sum(purchases) AS purchases
  FROM (SELECT exposures.variant, coalesce(sum(events.kind = 'click'), 0) AS clicks,
      coalesce(sum(events.kind = 'purchase'), 0) AS purchases
    FROM exposures LEFT JOIN events ON ${AFTERWARDS}
      AND (events.kind = 'click' OR (events.kind = 'purchase' AND events.outcome = 'bought'))
    WHERE exposures.experiment = ?1 AND exposures.at < ?2 GROUP BY exposures.user)
  GROUP BY variant`;
const SPENT = `SELECT variant, currency, count(*) AS buyers, sum(purchases) AS purchases, sum(spent) AS amount,
    sum(spent * spent) AS squares
  FROM (SELECT exposures.variant, coalesce(events.currency, '') AS currency, count(*) AS purchases, sum(events.price) AS spent
    FROM exposures CROSS JOIN events ON ${AFTERWARDS} AND events.kind = 'purchase' AND events.outcome = 'bought'
      AND events.price IS NOT NULL
    WHERE exposures.experiment = ?1 GROUP BY exposures.user, 2)
  GROUP BY variant, currency`;

/** What the exposed users of a variant did. */
export interface ActedCounts {
  variant: string;
  visitors: number;
  /** Visitors who did. */
  clicked: number;
  purchased: number;
  clicks: number;
  purchases: number;
}

/** What the exposed users of a variant spent in a currency. */
export interface SpentSums {
  variant: string;
  /** '' if none is known. */
  currency: string;
  buyers: number;
  purchases: number;
  amount: number;
  /** The sum of the squares of what each spent. */
  squares: number;
}

/** @param until the end of the experiment, in seconds since 1970; undefined while it runs */
export async function readOutcomes(
  db: D1Database,
  experiment: string,
  until: number = MAX_SECONDS + 1,
): Promise<{ acted: ActedCounts[]; spent: SpentSums[] }> {
  const prepare = (sql: string) => db.prepare(sql).bind(experiment, until);
  const [acted, spent] = await withStorage(() => db.batch([prepare(ACTED), prepare(SPENT)]));
  return { acted: acted.results as unknown as ActedCounts[], spent: spent.results as unknown as SpentSums[] };
}

/** How far back revisions are searched. */
const MOST_REVISIONS = 1_000;
const HELD = `rails_configs AS c JOIN json_each(c.document, '$.experiments') AS one
  ON c.seq > (SELECT coalesce(max(seq), 0) FROM rails_configs) - ${MOST_REVISIONS}`;
/** The revision after one is the one that was decided on it. */
const ENDS = `JOIN rails_configs AS began ON began.seq = first JOIN rails_configs AS last ON last.seq = latest
  LEFT JOIN rails_configs AS ended ON ended.basis = latest`;
const ONE = `SELECT began.at AS startedAt, last.document, ended.at AS endedAt, ended.kind AS endedBy, ended.document AS after
  FROM (SELECT min(c.seq) AS first, max(c.seq) AS latest FROM ${HELD} AND one.value ->> 'id' = ?1) ${ENDS}`;
const LISTED = `SELECT id, page, began.at AS startedAt, ended.at AS endedAt, ended.kind AS endedBy
  FROM (SELECT one.value ->> 'id' AS id, one.value ->> 'page' AS page, min(c.seq) AS first, max(c.seq) AS latest
    FROM ${HELD} GROUP BY 1) ${ENDS} ORDER BY first DESC, id LIMIT 200`;

/** When an experiment began and ended. */
export interface Span {
  startedAt: number;
  /** null while it runs. */
  endedAt: number | null;
  endedBy: RevisionEntry['kind'] | null;
}

/** An experiment in the revisions. */
export interface HeldExperiment extends Span {
  /** The last document that holds it, as JSON. */
  document: string;
  /** The next one. */
  after: string | null;
}

/** @returns null if none of the latest revisions holds the experiment */
export const readHeld = (db: D1Database, id: string): Promise<HeldExperiment | null> =>
  withStorage(() => db.prepare(ONE).bind(id).first<HeldExperiment>());

/** The experiments of the latest revisions, the last one that began first. */
export async function listHeld(db: D1Database): Promise<(Span & { id: string; page: string })[]> {
  const { results } = await withStorage(() => db.prepare(LISTED).all<Span & { id: string; page: string }>());
  return results;
}

// A change that is sent again must have the same outcome, so what its own revision led to does not count.
const USED = `SELECT value AS id FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM exposures WHERE experiment = value
  AND at < coalesce((SELECT at FROM rails_configs WHERE basis = ?2), ${MAX_SECONDS + 1}))`;

/** Which of these experiments had exposures before the revision that was decided on `basis`. */
export async function usedExperiments(db: D1Database, ids: readonly string[], basis: number): Promise<string[]> {
  const { results } = await withStorage(() => db.prepare(USED).bind(JSON.stringify(ids), basis).all<{ id: string }>());
  return results.map(({ id }) => id);
}
