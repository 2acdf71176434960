// Popularity: what most users have, the same order for everybody.
import type { Ranker } from '../evaluate/ranker.ts';

/** How many users have each row. */
export function countUsers(histories: readonly (readonly number[])[], rows: number): Float32Array {
  const users = new Float32Array(rows);
  for (const history of histories) for (const row of history) users[row]++;
  return users;
}

export function popularity(histories: readonly (readonly number[])[], rows: number): Ranker {
  const users = countUsers(histories, rows);
  return { name: 'popularity', score: () => users.slice() };
}
