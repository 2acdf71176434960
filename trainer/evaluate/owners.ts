// How popular an item is: the number of users who have it.

/** The number of users who have each row. */
export function countUsers(histories: readonly (readonly number[])[], rows: number): Float32Array {
  const users = new Float32Array(rows);
  for (const history of histories) for (const row of history) users[row]++;
  return users;
}
