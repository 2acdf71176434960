// The revision of the catalogue. A statement that changes items gives them revisions above the present one, and TAKE_REVISION
// follows it in the same transaction. The revision never goes back, whatever is deleted.

/** SQL: the present revision. */
export const REVISION = '(SELECT revision FROM catalogue)';

/** Makes the highest revision of an item the present one. */
export const TAKE_REVISION =
  'UPDATE catalogue SET revision = max(revision, coalesce((SELECT max(revision) FROM items), 0))';
