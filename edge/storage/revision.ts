// The revision of the catalogue. A statement that changes items gives them higher revisions, and ADVANCE_REVISION follows it
// in the same transaction. The revision never decreases, even if rows are deleted.

/** SQL: the current revision. */
export const CATALOGUE_REVISION = '(SELECT revision FROM catalogue)';

/** Sets the current revision to the highest one of an item. */
export const ADVANCE_REVISION =
  'UPDATE catalogue SET revision = max(revision, coalesce((SELECT max(revision) FROM items), 0))';
