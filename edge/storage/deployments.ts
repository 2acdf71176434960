// The table of deployments: read as a history, and written one row at a time. release/ decides what is written.
import type { D1Database } from '@cloudflare/workers-types';
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { withStorage } from './available.ts';

/** Kinds after which something else may be in force; the others are notes. */
export const SWITCHES: readonly DeploymentEntry['kind'][] = ['canary', 'promote', 'rollback', 'stop'];
/** SQL: the revision of the deployments. */
const REVISION = `(SELECT coalesce(max(seq), 0) FROM deployments WHERE kind IN (${SWITCHES.map((kind) => `'${kind}'`).join(', ')}))`;
const COLUMNS = 'seq, version, at, kind, candidate, percent, who, why, basis';
/** Of canaries, stops and forced deployments the latest entries are read. */
const MOST_ROWS = 500;

/**
 * The part of a history that counts, oldest first: the latest acts, and all that tell what passed its smoke check and what
 * served before, however many acts came since.
 */
export async function readDeploymentHistory(db: D1Database): Promise<DeploymentEntry[]> {
  const select = db.prepare(
    `SELECT ${COLUMNS} FROM deployments WHERE kind IN ('deploy', 'promote', 'rollback')
     OR seq > (SELECT coalesce(max(seq), 0) FROM deployments) - ${MOST_ROWS} OR seq = ${REVISION} ORDER BY seq`,
  );
  const { results } = await withStorage(() => select.all<DeploymentEntry>());
  return results;
}

/** A switch as it is decided. */
export type NewSwitch = Pick<DeploymentEntry, 'version' | 'kind' | 'candidate' | 'percent' | 'who' | 'why'> & {
  /** The revision that it was decided on. */
  basis: number;
  /** Of a canary; null keeps that of the switch before. */
  salt: string | null;
};

/** Writes a switch. @returns undefined where another switch came in between, and nothing was written */
export async function insertSwitch(
  db: D1Database,
  { version, kind, candidate, percent, who, why, basis, salt }: NewSwitch,
): Promise<DeploymentEntry | undefined> {
  const insert = db
    .prepare(
      `INSERT INTO deployments (version, at, kind, candidate, percent, who, why, basis, salt)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce(?9, (SELECT salt FROM deployments WHERE seq = ?8))
       WHERE ?8 = ${REVISION} RETURNING ${COLUMNS}`,
    )
    .bind(version, seconds(), kind, candidate, percent, who, why, basis, salt);
  return (await withStorage(() => insert.first<DeploymentEntry>())) ?? undefined;
}

/** Writes a note that a version was deployed, unless it is there; one that it was forced, with the reason, each time. */
export async function noteDeployment(
  db: D1Database,
  version: string,
  { who, why, forced }: { who: string; why: string; forced?: string },
): Promise<void> {
  const insert = db.prepare(
    `INSERT INTO deployments (version, at, kind, who, why) SELECT ?1, ?2, ?3, ?4, ?5
     WHERE NOT EXISTS (SELECT 1 FROM deployments WHERE kind = ?3 AND version = ?1 AND why = ?5)`,
  );
  const notes = [
    ...(forced === undefined ? [] : [insert.bind(version, seconds(), 'forced', who, forced)]),
    insert.bind(version, seconds(), 'deploy', who, why),
  ];
  await withStorage(() => db.batch(notes));
}

/** Ends a canary because of what it did, if it is still the one that runs. */
export async function stopCanary(db: D1Database, seq: number, why: string): Promise<void> {
  await db
    .prepare(
      `INSERT INTO deployments (version, at, kind, candidate, percent, who, why, basis)
       SELECT version, ?2, 'stop', candidate, 0, 'worker', ?3, seq FROM deployments
       WHERE seq = ?1 AND percent > 0 AND seq = ${REVISION}`,
    )
    .bind(seq, seconds(), why)
    .run();
}

const SALTS = 'SELECT seq, salt FROM deployments WHERE seq IN (SELECT value FROM json_each(?1))';

/** The salts of deployments, by `seq`. */
export async function readSalts(db: D1Database, seqs: readonly number[]): Promise<Map<number, string>> {
  if (seqs.length === 0) return new Map();
  const { results } = await db.prepare(SALTS).bind(JSON.stringify(seqs)).all<{ seq: number; salt: string }>();
  return new Map(results.map(({ seq, salt }) => [seq, salt]));
}

const seconds = () => Math.floor(Date.now() / 1000);
