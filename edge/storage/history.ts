// Which events belong to a user's history, for rails and training: likes and successful purchases. Clicks do not, nor do
// purchases that were late, not for sale or only intended.

/** SQL: whether an event belongs to the history. */
export const IN_HISTORY = "(kind = 'like' OR outcome = 'bought')";
