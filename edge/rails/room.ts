// Makes room on a rail for items that are to be shown there although others rank before them.

/**
 * Puts the chosen rows at even distances, below the first row, in place of the last rows that may go. As many are put as rows may go.
 * @param ranked best first
 * @param chosen none of them is on the rail; if there are too many, the first ones are put
 * @param order the order in which they are put
 * @returns as many rows as there were
 */
export function makeRoom(
  ranked: readonly number[],
  chosen: readonly number[],
  mayGo: (row: number) => boolean,
  order: (a: number, b: number) => number,
): number[] {
  const others = ranked.filter(mayGo);
  const coming = chosen.slice(0, others.length).sort(order);
  const going = new Set(others.slice(others.length - coming.length));
  const kept = ranked.filter((row) => !going.has(row));
  for (const [nth, row] of coming.entries())
    kept.splice(Math.floor(((nth + 1) * ranked.length) / (coming.length + 1)), 0, row);
  return kept;
}
