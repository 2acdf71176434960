/** What keeps a row of zeros from a division by zero, where rows get the length 1. */
export const UNIT_EPSILON = 1e-12;
