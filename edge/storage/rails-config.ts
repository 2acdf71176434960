// The revisions of the rails config in D1: the one in force, the history, and new revisions.
import type { D1Database } from '@cloudflare/workers-types';
import type { RevisionEntry } from '@curatornet/shared/api-rails-config.ts';
import type { RailsConfig } from '@curatornet/shared/rails-config.ts';
import { withStorage } from './available.ts';

/** A revision as it is stored. */
export interface StoredConfig {
  seq: number;
  /** JSON. */
  document: string;
}

/** SQL: the columns of the document in force, if it is newer than revision ?, else null: `configSeq` and `config`. */
export const newerConfig = (since: string) =>
  `(SELECT max(seq) FROM rails_configs WHERE seq > ${since}) AS configSeq,
  (SELECT document FROM rails_configs WHERE seq > ${since} ORDER BY seq DESC LIMIT 1) AS config`;

/** The columns of `newerConfig`. @throws Error if they are malformed */
export function parseConfig({
  configSeq,
  config,
}: {
  configSeq?: unknown;
  config?: unknown;
}): StoredConfig | undefined {
  if (configSeq === null || configSeq === undefined) return undefined;
  if (typeof configSeq !== 'number' || typeof config !== 'string')
    throw new Error('D1 returned a malformed rails config');
  return { seq: configSeq, document: config };
}

const COLUMNS = 'seq, at, kind, who, why, basis';
/** The latest revisions that are listed. */
const MOST_LISTED = 200;
const HISTORY = `SELECT ${COLUMNS} FROM rails_configs ORDER BY seq DESC LIMIT ${MOST_LISTED}`;
const ONE = 'SELECT seq, document FROM rails_configs WHERE seq = ?1';
const LATEST = 'SELECT seq, document FROM rails_configs ORDER BY seq DESC LIMIT 1';
const INSERT = `INSERT INTO rails_configs (document, at, kind, who, why, basis) SELECT ?1, ?2, ?3, ?4, ?5, ?6
  WHERE ?6 = (SELECT coalesce(max(seq), 0) FROM rails_configs)`;
const AFTER = 'SELECT seq, document, kind FROM rails_configs WHERE basis = ?1';

/** The document in force, null before the first, and the latest revisions, latest first. */
export async function readConfigs(db: D1Database): Promise<{ latest: StoredConfig | null; history: RevisionEntry[] }> {
  const [latest, history] = await withStorage(() => db.batch([db.prepare(LATEST), db.prepare(HISTORY)]));
  return {
    latest: (latest.results[0] as unknown as StoredConfig | undefined) ?? null,
    history: history.results as unknown as RevisionEntry[],
  };
}

/** A revision; null if there is none. */
export const readConfig = (db: D1Database, seq: number): Promise<StoredConfig | null> =>
  withStorage(() => db.prepare(ONE).bind(seq).first<StoredConfig>());

export interface NewRevision extends Pick<RevisionEntry, 'kind' | 'who' | 'why' | 'basis'> {
  config: RailsConfig;
}

/**
 * Writes a revision, unless another came in between. The same document written again on the same basis is the same revision.
 * @returns the revision; undefined if another one came in between
 */
export async function insertConfig(
  db: D1Database,
  { config, kind, who, why, basis }: NewRevision,
): Promise<number | undefined> {
  const document = JSON.stringify(config);
  const insert = db.prepare(INSERT).bind(document, Math.floor(Date.now() / 1000), kind, who, why, basis);
  const [, after] = await withStorage(() => db.batch([insert, db.prepare(AFTER).bind(basis)]));
  const [written] = after.results as unknown as (StoredConfig & { kind: string })[];
  return written?.document === document && written.kind === kind ? written.seq : undefined;
}
