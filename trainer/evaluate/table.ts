// evaluation.json as a table for people.
import type { Metric } from '@curatornet/shared/bundle.ts';
import { PLACES } from './lists.ts';
import type { Evaluation } from './protocol.ts';

const COLUMNS: readonly [string, Metric][] = [
  ['AUC', 'auc'],
  ['R@20', 'recallAt20'],
  ['P@20', 'precisionAt20'],
  ['nDCG@20', 'ndcgAt20'],
  ['R@100', 'recallAt100'],
  ['P@100', 'precisionAt100'],
  ['nDCG@100', 'ndcgAt100'],
];
/** A difference counts below this, after Holm's correction. */
const ALPHA = 0.05;
const letter = (place: number) => String.fromCharCode(97 + place);

/** Lines of text, a block for each set of items; the letters behind a number are the methods that it beats. */
export function evaluationTable({ rows, comparisons, lists, usersWithoutHistory, coldItems }: Evaluation): string {
  const lines: string[] = [];
  const names = Math.max(12, ...rows.map(({ method }) => method.length)) + 4;
  for (const items of ['all', 'cold'] as const) {
    const block = rows.filter((row) => row.items === items);
    if (block.length === 0) {
      lines.push(`${items} items: no user has a hidden one`, '');
      continue;
    }
    const letters = new Map(block.map(({ method }, place) => [method, letter(place)]));
    /** Which methods a method beats by a metric. */
    const beaten = (method: string, metric: Metric) =>
      comparisons
        .filter((c) => c.items === items && c.metric === metric && c.holm < ALPHA && c.difference !== 0)
        .map(({ a, b, difference }) => (difference > 0 ? [a, b] : [b, a]))
        .filter(([winner]) => winner === method)
        .map(([, loser]) => letters.get(loser)!)
        .sort()
        .join('');
    const width = 7 + block.length;
    const users = block[0].users.toLocaleString('en');
    lines.push(items === 'all' ? `all items, ${users} users` : `${coldItems} cold items alone, ${users} users`);
    lines.push(['  method'.padEnd(names), ...COLUMNS.map(([title]) => title.padEnd(width))].join('').trimEnd());
    for (const row of block) {
      const cells = COLUMNS.map(([, key]) => `${row[key].toFixed(4)} ${beaten(row.method, key)}`.padEnd(width));
      lines.push([`${letters.get(row.method)} ${row.method}`.padEnd(names), ...cells].join('').trimEnd());
    }
    lines.push('');
  }
  if (lists.length > 0) {
    const cell = (value: number | null) => (value === null ? '-' : value.toFixed(4)).padEnd(12);
    lines.push(
      `the first ${PLACES} places`,
      `${'  method'.padEnd(names)}coverage    novelty     diversity   newcomers`,
    );
    for (const { method, coverage, novelty, diversity, newcomers } of lists)
      lines.push(
        `  ${method.padEnd(names - 2)}${[coverage, novelty, diversity, newcomers].map(cell).join('')}`.trimEnd(),
      );
    lines.push('');
  }
  lines.push(`Letters: methods that are beaten by more than chance (paired t-test, Holm, p < ${ALPHA}).`);
  if (usersWithoutHistory > 0)
    lines.push(`${usersWithoutHistory} users have hidden items but no history, and are left out.`);
  return `${lines.join('\n')}\n`;
}
