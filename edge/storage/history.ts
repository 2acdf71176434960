// Which events make a history, and so rails and training: likes, and purchases that went through. Not clicks, and not what
// came too late, was not for sale or was only meant.

/** SQL: whether an event does. */
export const IN_HISTORY = "(kind = 'like' OR outcome = 'bought')";
