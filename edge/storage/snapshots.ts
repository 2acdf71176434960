// Names the snapshots of the catalogue: which object in R2 holds the changes up to which revision, for each version of the
// model. An object is named after it is complete.
import type { D1Database } from '@cloudflare/workers-types';
import { type Change, parseChanges } from './changes.ts';
import { CHANGES, MOST_CHANGES } from './state.ts';

/** A snapshot of a version. */
export interface NamedSnapshot {
  /** The object in R2; '' before the first snapshot. */
  key: string;
  sha256: string;
  /** It holds all changes up to here. */
  revision: number;
  /** Features that were set later are not in it, even of items whose change is. */
  featuresRevision: number;
}

/** How long whoever writes a snapshot keeps others from it, in seconds. */
const BUSY = 60;
const COLUMNS = 'key, sha256, revision, features_revision AS featuresRevision';
const READ = `SELECT ${COLUMNS} FROM snapshots WHERE version = ?1 AND key <> ''`;
const CLAIM = `INSERT INTO snapshots (version, busy_until) VALUES (?1, ?2 + ${BUSY})
  ON CONFLICT (version) DO UPDATE SET busy_until = ?2 + ${BUSY} WHERE busy_until <= ?2 RETURNING ${COLUMNS}`;
const NAME = `UPDATE snapshots SET key = ?3, sha256 = ?4, revision = ?5, features_revision = ?6, busy_until = 0
  WHERE version = ?1 AND key = ?2 RETURNING 1 AS named`;
const FORGET = `UPDATE snapshots SET key = '', sha256 = '', revision = 0, features_revision = 0, busy_until = 0
  WHERE version = ?1 AND key = ?2`;
const RELEASE = 'UPDATE snapshots SET busy_until = 0 WHERE version = ?1 AND key = ?2';

/** The latest snapshot of a version, if there is one. */
export const readSnapshot = async (db: D1Database, version: string): Promise<NamedSnapshot | undefined> =>
  (await db.prepare(READ).bind(version).first<NamedSnapshot>()) ?? undefined;

/** Begins to write a snapshot. @returns the one before; undefined while somebody else writes one */
export async function claimSnapshot(db: D1Database, version: string): Promise<NamedSnapshot | undefined> {
  const now = Math.floor(Date.now() / 1000);
  return (await db.prepare(CLAIM).bind(version, now).first<NamedSnapshot>()) ?? undefined;
}

/** Ends without a new snapshot. */
export async function releaseSnapshot(db: D1Database, version: string, { key }: NamedSnapshot): Promise<void> {
  await db.prepare(RELEASE).bind(version, key).run();
}

/** Forgets a snapshot whose object cannot be used: the next one begins with all changes. */
export async function forgetSnapshot(db: D1Database, version: string, { key }: NamedSnapshot): Promise<void> {
  await db.prepare(FORGET).bind(version, key).run();
}

/** Names a complete object. @returns whether it follows the one before; not where somebody else named another meanwhile */
export async function nameSnapshot(
  db: D1Database,
  version: string,
  before: NamedSnapshot,
  { key, sha256, revision, featuresRevision }: NamedSnapshot,
): Promise<boolean> {
  const name = db.prepare(NAME).bind(version, before.key, key, sha256, revision, featuresRevision);
  return (await name.first()) !== null;
}

/** A page of the changes after a revision, with features that are newer than another one. */
export async function readChanges(
  db: D1Database,
  { revision, featuresRevision }: Pick<NamedSnapshot, 'revision' | 'featuresRevision'>,
): Promise<{ changes: Change[]; more: boolean }> {
  const { results } = await db.prepare(CHANGES).bind(revision, featuresRevision).all();
  return { changes: parseChanges(results), more: results.length === MOST_CHANGES };
}
