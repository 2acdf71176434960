// Joins the cells of a dataset over the seeds into the tables of the docs' page.
//
// The metrics of a user are averaged over the seeds first; intervals and tests are then those of `curatornet evaluate`, over
// users. How much training itself varies stands beside them: the standard deviation of the mean over the seeds.
import type { EvaluationRow, Metric } from '../../../shared/bundle.ts';
import { METRICS } from '../../../shared/bundle.ts';
import { comparisons, type Measured, means } from '../../../trainer/evaluate/compare.ts';
import { beaten, letter } from '../../../trainer/evaluate/letters.ts';
import type { ListRow } from '../../../trainer/evaluate/lists.ts';
import { protocolLines } from '../../../trainer/evaluate/table.ts';
import type { Cell, CellTable } from './cell.ts';

const COLUMNS: Record<EvaluationRow['items'], readonly [string, Metric][]> = {
  all: [
    ['AUC', 'auc'],
    ['R@20', 'recallAt20'],
    ['nDCG@20', 'ndcgAt20'],
    ['R@100', 'recallAt100'],
  ],
  cold: [
    ['AUC', 'auc'],
    ['R@20', 'recallAt20'],
    ['nDCG@20', 'ndcgAt20'],
  ],
};
const SEED = 1;
/** Knows the hidden items: 1 by every metric. */
const ORACLE = 'oracle';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) =>
  values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1));
const short = (value: number) => value.toFixed(4).replace(/^0\./, '.');

/** A method with its tables by seed. */
interface Method {
  name: string;
  seeds: { seed: number; measured: Record<EvaluationRow['items'], Measured | undefined>; list: ListRow | undefined }[];
}

/** The methods of the cells with one set of candidates, in the order of the cells. */
function methodsOf(cells: readonly Cell[], candidates: string): Method[] {
  const found = new Map<string, Method>();
  for (const { seed, tables } of cells) {
    const table = tables.find(({ protocol }) => protocol.candidates === candidates);
    for (const { method: name } of table?.all ?? []) {
      if (name === ORACLE) continue;
      const method: Method = found.get(name) ?? { name, seeds: [] };
      found.set(name, method);
      const of = (measured: readonly Measured[]) => measured.find(({ method }) => method === name);
      const list = table!.lists.find(({ method }) => method === name);
      method.seeds.push({ seed, measured: { all: of(table!.all), cold: of(table!.cold) }, list });
    }
  }
  return [...found.values()];
}

/** The metrics of each user, averaged over the seeds. */
function overSeeds({ name, seeds }: Method, items: EvaluationRow['items']): Measured {
  const tries = seeds.flatMap(({ measured }) => measured[items] ?? []);
  const values = Object.fromEntries(
    METRICS.map((metric) => [
      metric,
      tries[0].values[metric].map((_, user) => mean(tries.map((t) => t.values[metric][user]))),
    ]),
  ) as Record<Metric, number[]>;
  return { method: name, values };
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], body: readonly string[][]) => [
  row(head),
  row(head.map(() => '---')),
  ...body.map(row),
];

function accuracyTable(methods: readonly Method[], items: EvaluationRow['items']): string[] {
  const measured = methods.map((method) => overSeeds(method, items));
  const rows = means(measured, items, SEED);
  if (rows.length === 0) return [];
  const found = comparisons(measured, items, SEED);
  const names = methods.map(({ name }) => name);
  const body = rows.map((mine, place) => {
    const cells = COLUMNS[items].map(([, metric]) => {
      const [low, high] = mine.intervals[metric];
      const over = beaten({ methods: names, items, comparisons: found }, mine.method, metric);
      return `${short(mine[metric])}${over && ` ${over}`} (${short(low)} to ${short(high)})`;
    });
    const bySeed = methods[place].seeds.flatMap(({ measured: of }) => of[items] ?? []);
    const varies = deviation(bySeed.map(({ values }) => mean(values.recallAt20)));
    return [letter(place), mine.method, ...cells, short(varies)];
  });
  return table(['', 'method', ...COLUMNS[items].map(([title]) => title), 'R@20, deviation over seeds'], body);
}

function listTable(methods: readonly Method[]): string[] {
  const columns: readonly [string, keyof ListRow][] = [
    ['coverage', 'coverage'],
    ['places of cold items', 'cold'],
    ['places of rare items', 'rare'],
    ['rare items found', 'rareRecall'],
    ['diversity', 'diversity'],
  ];
  const body = methods.map(({ name, seeds }) => {
    const cell = (key: keyof ListRow) => {
      const values = seeds.map(({ list }) => list?.[key]).filter((value) => typeof value === 'number');
      return values.length === 0 ? '–' : short(mean(values));
    };
    return [name, ...columns.map(([, key]) => cell(key))];
  });
  return table(['top 20', ...columns.map(([title]) => title)], body);
}

/** The section of a dataset, as Markdown. @param cells of one dataset */
export function section(title: string, cells: readonly Cell[]): string {
  const { dataset } = cells[0];
  const count = (value: number) => value.toLocaleString('en');
  const seeds = [...new Set(cells.map(({ seed }) => seed))].sort((a, b) => a - b);
  const lines = [
    `### ${title}`,
    '',
    `${count(dataset.users)} users, ${count(dataset.items)} items, ${count(dataset.interactions)} interactions to learn from. Seeds: ${seeds.join(', ')}.`,
  ];
  const protocols = new Map<string, CellTable>();
  for (const { tables } of cells) for (const each of tables) protocols.set(each.protocol.candidates, each);
  for (const [candidates, { protocol, coldItems, rareItems, all, cold }] of protocols) {
    const methods = methodsOf(cells, candidates);
    const users = (measured: readonly Measured[]) => count(measured[0].values.auc.length);
    lines.push('', protocolLines(protocol).join(' '));
    lines.push('', `All items, ${users(all)} users:`, '', ...accuracyTable(methods, 'all'));
    const coldTable = accuracyTable(methods, 'cold');
    if (coldTable.length > 0)
      lines.push('', `The ${count(coldItems)} cold items, ${users(cold)} users:`, '', ...coldTable);
    lines.push('', `${count(rareItems)} items are rare: fewer than ten users have them.`, '', ...listTable(methods));
  }
  const times = cells
    .filter(({ seconds }) => seconds > 0)
    .map(({ method, seed, seconds, threads }) => `${method}, seed ${seed}: ${seconds} s on ${threads} threads`);
  return [...lines, '', `Time to fit: ${times.join('; ')}.`, ''].join('\n');
}
