// Popularity: items by the number of users who have them, the same order for all users.
import { countUsers } from '../evaluate/owners.ts';
import type { Ranker } from '../evaluate/ranker.ts';

export function popularity(histories: readonly (readonly number[])[], rows: number): Ranker {
  const users = countUsers(histories, rows);
  return { name: 'popularity', score: () => users.slice() };
}
