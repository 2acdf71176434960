// The revision of the catalogue. A statement that changes items gives them higher revisions, and ADVANCE_REVISION follows it
// in the same transaction. The revision never decreases, even if rows are deleted.
import type { D1Database } from '@cloudflare/workers-types';

/** SQL: the current revision. */
export const CATALOGUE_REVISION = '(SELECT revision FROM catalogue)';

/** Sets the current revision to the highest one of an item. */
export const ADVANCE_REVISION =
  'UPDATE catalogue SET revision = max(revision, coalesce((SELECT max(revision) FROM items), 0))';

/** The current revision. */
export const readRevision = async (db: D1Database): Promise<number> =>
  (await db.prepare(`SELECT ${CATALOGUE_REVISION} AS revision`).first<number>('revision')) ?? 0;
