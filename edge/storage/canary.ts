// What is stored of a canary: what its versions answered, added up over all isolates, and what visitors did afterwards.
import type { D1Database } from '@cloudflare/workers-types';
import { withStorage } from './available.ts';

/** What a version did in a kind of answers. */
export interface ServedCounts {
  version: string;
  /** The route, and how many rails: times are compared within a kind. Of failures it is not known: ''. */
  kind: string;
  answers: number;
  rails: number;
  errors: number;
  /** Milliseconds that all answers together waited for storage. */
  ms: number;
  /** Answers whose computing was timed, and the milliseconds of these together. */
  samples: number;
  samplesMs: number;
}

/** Adds counts up. A failed answer is counted as an error alone. */
const ADD = `INSERT INTO served (seq, version, kind, answers, rails, errors, ms, samples, samples_ms)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
  ON CONFLICT (seq, version, kind) DO UPDATE SET answers = answers + excluded.answers, rails = rails + excluded.rails,
    errors = errors + excluded.errors, ms = ms + excluded.ms, samples = samples + excluded.samples,
    samples_ms = samples_ms + excluded.samples_ms`;
const TOTALS =
  'SELECT version, kind, answers, rails, errors, ms, samples, samples_ms AS samplesMs FROM served WHERE seq = ?1';

/** Adds counts to those of their deployments. @returns the totals of deployment `seq` */
export async function addServed(
  db: D1Database,
  counts: readonly (ServedCounts & { seq: number })[],
  seq: number,
): Promise<ServedCounts[]> {
  const add = db.prepare(ADD);
  const statements = counts.map(({ seq, version, kind, answers, rails, errors, ms, samples, samplesMs }) =>
    add.bind(seq, version, kind, answers, rails, errors, Math.round(ms), samples, Math.round(samplesMs)),
  );
  const results = await db.batch<ServedCounts>([...statements, db.prepare(TOTALS).bind(seq)]);
  return results.at(-1)!.results;
}

const SERVED = `SELECT version, kind, sum(answers) AS answers, sum(rails) AS rails, sum(errors) AS errors, sum(ms) AS ms,
    sum(samples) AS samples, sum(samples_ms) AS samplesMs
  FROM served WHERE seq IN (SELECT value FROM json_each(?1)) GROUP BY version, kind`;
// `.` and `/` stand side by side in ASCII, so this is every ref that begins so. Each visitor counts once, and of purchases
// those that were `bought`.
const FOLLOWED = `SELECT json_extract(pair.value, '$.version') AS version, kind, count(DISTINCT user) AS visitors
  FROM json_each(?1) AS pair JOIN events ON answered = 1 AND (kind <> 'purchase' OR outcome = 'bought')
    AND rail >= pair.value ->> 'prefix' || '.' AND rail < pair.value ->> 'prefix' || '/'
  GROUP BY 1, 2`;

/** Visitors who did something after a rail of a version. */
export interface FollowedCounts {
  version: string;
  kind: string;
  visitors: number;
}

/** What versions answered under deployments, and what visitors did afterwards. */
export async function readCanary(
  db: D1Database,
  seqs: readonly number[],
  versions: readonly string[],
): Promise<{ served: ServedCounts[]; followed: FollowedCounts[] }> {
  const prefixes = seqs.flatMap((seq) => versions.map((version) => ({ version, prefix: `${seq}.${version}` })));
  const [served, followed] = await withStorage(() =>
    db.batch([db.prepare(SERVED).bind(JSON.stringify(seqs)), db.prepare(FOLLOWED).bind(JSON.stringify(prefixes))]),
  );
  return {
    served: served.results as unknown as ServedCounts[],
    followed: followed.results as unknown as FollowedCounts[],
  };
}
