// evaluation.json as a table for people.
import { ALPHA, beaten, COLUMNS, letter } from './letters.ts';
import { PLACES } from './lists.ts';
import type { Evaluation } from './protocol.ts';

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
    const methods = block.map(({ method }) => method);
    const width = 7 + block.length;
    const users = block[0].users.toLocaleString('en');
    lines.push(items === 'all' ? `all items, ${users} users` : `${coldItems} cold items alone, ${users} users`);
    lines.push(['  method'.padEnd(names), ...COLUMNS.map(([title]) => title.padEnd(width))].join('').trimEnd());
    for (const row of block) {
      const cells = COLUMNS.map(([, key]) =>
        `${row[key].toFixed(4)} ${beaten({ methods, items, comparisons }, row.method, key)}`.padEnd(width),
      );
      lines.push([`${letter(methods.indexOf(row.method))} ${row.method}`.padEnd(names), ...cells].join('').trimEnd());
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
