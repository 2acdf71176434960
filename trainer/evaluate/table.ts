// Formats evaluation.json as a text table.
import { ALPHA, beaten, letter, METRIC_COLUMNS } from './letters.ts';
import type { ListRow } from './lists.ts';
import type { Evaluation, Protocol } from './protocol.ts';

/** The candidates, in words. */
export const RANKED: Record<Protocol['candidates'], string> = {
  catalogue: 'all items outside the history of the user',
  inventory: 'the items outside the history of the user that were on sale when the hidden ones were bought',
};

/** Describes the protocol in sentences. */
export function protocolLines({ hidden, candidates, resold, sampledFrom }: Protocol): string[] {
  const what = hidden === 'given' ? 'The validation set of the dataset' : `The ${hidden} of each user`;
  const returned = `${(resold ?? 0).toLocaleString('en')} unique items were sold more than once. The times of their return are unknown, so they count as on sale between their sales.`;
  const sampled = `The users are a sample of ${(sampledFrom ?? 0).toLocaleString('en')} with hidden items.`;
  return [
    `${what} was hidden and ranked among ${RANKED[candidates]}.`,
    ...(sampledFrom ? [sampled] : []),
    ...(resold ? [returned] : []),
  ];
}

/** The columns of the block about the lists. */
export const LIST_COLUMNS = [
  ['recall', 'recall'],
  ['nDCG', 'ndcg'],
  ['coverage', 'coverage'],
  ['novelty', 'novelty'],
  ['diversity', 'diversity'],
  ['newcomers', 'newcomers'],
  ['cold', 'cold'],
  ['rare', 'rare'],
  ['rare found', 'rareRecall'],
] as const satisfies readonly (readonly [string, keyof ListRow])[];

/** Lines of text, a block per set of items; the letters after a value are the methods that it beats. */
export function evaluationTable(evaluation: Evaluation): string {
  const { protocol, rows, comparisons, lists, usersWithoutHistory, coldItems, rareItems } = evaluation;
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
    lines.push(items === 'all' ? `all items, ${users} users` : `${coldItems} cold items only, ${users} users`);
    lines.push(['  method'.padEnd(names), ...METRIC_COLUMNS.map(([title]) => title.padEnd(width))].join('').trimEnd());
    for (const row of block) {
      const cells = METRIC_COLUMNS.map(([, key]) =>
        `${row[key].toFixed(4)} ${beaten({ methods, items, comparisons }, row.method, key)}`.padEnd(width),
      );
      lines.push([`${letter(methods.indexOf(row.method))} ${row.method}`.padEnd(names), ...cells].join('').trimEnd());
    }
    lines.push('');
  }
  if (lists.length > 0) {
    const cell = (value: number | null) => (value === null ? '-' : value.toFixed(4)).padEnd(12);
    const titles = LIST_COLUMNS.map(([title]) => title.padEnd(12)).join('');
    lines.push(`top ${lists[0].places}, all items`, `${'  method'.padEnd(names)}${titles}`.trimEnd());
    for (const row of lists) {
      const cells = LIST_COLUMNS.map(([, key]) => cell(row[key])).join('');
      lines.push(`  ${row.method.padEnd(names - 2)}${cells}`.trimEnd());
    }
    lines.push(
      '',
      `Items: ${coldItems} are cold, nobody has them; ${rareItems} are rare, fewer than ten users have them.`,
    );
  }
  lines.push(...protocolLines(protocol));
  lines.push(`Letters: methods that are significantly worse (paired t-test, Holm, p < ${ALPHA}).`);
  if (usersWithoutHistory > 0)
    lines.push(`${usersWithoutHistory} users have hidden items but no history; they are left out.`);
  return `${lines.join('\n')}\n`;
}
