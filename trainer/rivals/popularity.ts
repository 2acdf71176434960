// Popularity: what most users have, the same order for everybody.
import { countUsers } from '../evaluate/owners.ts';
import type { Ranker } from '../evaluate/ranker.ts';

export function popularity(histories: readonly (readonly number[])[], rows: number): Ranker {
  const users = countUsers(histories, rows);
  return { name: 'popularity', score: () => users.slice() };
}
