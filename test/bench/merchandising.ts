// What rules cost: `for-you` with ten rules, items that must not be shown again, and an experiment, beside the rail without any
// of them. First the filling of the rail alone, in this process; then whole requests to two workers with the same data, in turns.
// `npm run bench -- merchandising`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Catalogue } from '../../edge/catalogue/catalogue.ts';
import type { ItemSource } from '../../edge/catalogue/source.ts';
import type { ItemTower } from '../../edge/model/item-tower.ts';
import { fillRails } from '../../edge/rails/page.ts';
import { planPage } from '../../edge/rails/plan.ts';
import type { BundleItem } from '../../shared/bundle.ts';
import type { Tower } from '../../shared/open-bundle.ts';
import { type RailsConfig, railsConfig } from '../../shared/rails-config.ts';
import { ArtistSales } from '../../shared/sales.ts';
import { kernel } from '../../shared/scoring/node.ts';
import { ItemTable } from '../../shared/scoring/table.ts';
import { makeBundle, random } from '../fixtures/bundle.ts';
import { KEYS, migrate, type RunningWorker, runWorker } from './workerd.ts';

const WORKER = fileURLToPath(new URL('../../edge/worker.ts', import.meta.url));
const DIMENSIONS = 200;
const HISTORY = 50;
/** Disliked or ignored. */
const HIDDEN = 200;
const ROUNDS = 400;
const DAY = 86_400;
const NOW = Math.floor(Date.now() / 1000);

const detailsOf = (row: number): BundleItem => ({
  id: `w-${row}`,
  title: `Item ${row}`,
  artist: `Artist ${row % 300}`,
  tags: [`t${row % 10}`, `u${row % 33}`],
  price: 50 + (row % 900),
  currency: 'EUR',
  uploadedAt: NOW - (row % 700) * DAY,
  sales: 0,
});

/** Two boosts, two buries, two hides, two pins, two guarantees; and an experiment. */
const RULES: RailsConfig = railsConfig.parse({
  pages: [{ id: 'home', rails: [{ id: 'for-you' }] }],
  rules: [
    { id: 'boost-tag', act: 'boost', match: { tags: ['t1'] }, places: 10 },
    { id: 'boost-artists', act: 'boost', match: { artists: ['Artist 1', 'Artist 2'] }, places: 5 },
    { id: 'bury-dear', act: 'bury', match: { minPrice: 800 }, places: 10 },
    { id: 'bury-old', act: 'bury', match: { minAge: 600 }, places: 5 },
    { id: 'hide-tag', act: 'hide', match: { tags: ['u7'] } },
    { id: 'hide-ids', act: 'hide', match: { ids: ['w-1', 'w-2', 'w-3'] } },
    { id: 'pin-id', act: 'pin', match: { ids: ['w-77'] }, place: 2 },
    { id: 'pin-tag', act: 'pin', match: { tags: ['u5'], maxAge: 30 }, place: 6 },
    { id: 'new', act: 'guarantee', match: { maxAge: 14 }, percent: 20 },
    { id: 'cheap', act: 'guarantee', match: { maxPrice: 120 }, percent: 10 },
  ],
  experiments: [
    {
      id: 'variety',
      page: 'home',
      variants: [
        { id: 'control', weight: 1 },
        { id: 'capped', weight: 1, rails: [{ id: 'for-you', limit: 20 }] },
      ],
    },
  ],
});
const PLAIN: RailsConfig = { ...RULES, rules: [], experiments: [] };

export async function benchMerchandising(log: (line: string) => void): Promise<void> {
  for (const items of [6_040, 100_000]) await inProcess(items, log);
  await requests(log);
}

async function inProcess(rows: number, log: (line: string) => void): Promise<void> {
  const next = random(3);
  const vectors = Float32Array.from({ length: rows * DIMENSIONS }, () => next() - 0.5);
  const items = Array.from({ length: rows }, (_, row) => detailsOf(row));
  // The tower is the same for both; here it costs nothing.
  const tower: Tower = Object.assign(async (history: Float32Array) => history.slice(0, DIMENSIONS), {
    release: async () => {},
  });
  const model = { version: 'v', features: 1, dimensions: DIMENSIONS, probes: 0, tower, itemTower: {} as ItemTower };
  const table = new ItemTable(kernel, vectors, rows, DIMENSIONS);
  const sales = ArtistSales.count(items);
  const catalogue = new Catalogue(model, { table, items, unusable: new Map(), sales });
  const stock: ItemSource = { model, size: rows, incomplete: false, select: () => catalogue, async *pages() {} };
  const ids = Array.from({ length: HISTORY }, (_, nth) => `w-${nth * 7}`);
  const hidden = Array.from({ length: HIDDEN }, (_, nth) => `w-${nth * 11 + 5}`);
  const asker = { user: 'u-1', history: ids, now: NOW };
  const one = async (config: RailsConfig, seq: number, without: string[]) => {
    const { plan } = planPage({ seq, config }, { page: 'home', rails: ['for-you'] }, asker);
    return fillRails(stock, { ids, bought: ids, hidden: without }, plan);
  };
  const times = await inTurns(
    () => one(PLAIN, 1, []),
    () => one(RULES, 2, hidden),
  );
  report(log, `fill for-you, ${rows.toLocaleString('en')} items`, times);
}

async function requests(log: (line: string) => void): Promise<void> {
  const folders: string[] = [];
  const workers: RunningWorker[] = [];
  try {
    const bundle = await makeBundle({ items: 6_040, dimensions: DIMENSIONS, hidden: [300, 200], about: detailsOf });
    for (const config of [PLAIN, RULES]) {
      const folder = mkdtempSync(join(tmpdir(), 'curatornet-merchandising-'));
      folders.push(folder);
      const worker = await runWorker(WORKER, folder, undefined, { bindings: { ...KEYS } });
      workers.push(worker);
      await fill(worker, bundle, config);
    }
    const headers = { authorization: `Bearer ${KEYS.SERVICE_KEY}` };
    const ask = (worker: RunningWorker) => async () => {
      const response = await fetch(`${worker.url}/v1/rails?user=u-1&rails=for-you&limit=20`, { headers });
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text}`);
    };
    report(log, 'a request for for-you, 6,040 items', await inTurns(ask(workers[0]), ask(workers[1])));
  } finally {
    for (const worker of workers) await worker.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(
  { bindings: { DB, MODELS } }: RunningWorker,
  { version, files, items }: Awaited<ReturnType<typeof makeBundle>>,
  config: RailsConfig,
): Promise<void> {
  await migrate(DB);
  for (const [name, bytes] of Object.entries(files)) await MODELS.put(`${version}/${name}`, bytes);
  const events = (kind: string, ids: string[]) =>
    DB.prepare(
      "INSERT INTO events (id, user, item, kind, at) SELECT ?1 || value, 'u-1', value, ?1, 1 FROM json_each(?2)",
    ).bind(kind, JSON.stringify(ids));
  const hidden = config === RULES ? Array.from({ length: HIDDEN }, (_, nth) => `w-${nth * 11 + 5}`) : [];
  await DB.batch([
    DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version),
    DB.prepare('INSERT INTO bundles (version, items, features) VALUES (?1, ?2, 6)').bind(version, items.length),
    DB.prepare(
      "INSERT INTO rails_configs (document, at, kind, who, why, basis) VALUES (?1, 0, 'change', '', '', 0)",
    ).bind(JSON.stringify(config)),
    events(
      'like',
      Array.from({ length: HISTORY }, (_, nth) => `w-${nth * 7}`),
    ),
    events('dislike', hidden),
  ]);
}

/** Milliseconds of each, measured in turns. */
async function inTurns(...works: (() => Promise<unknown>)[]): Promise<number[][]> {
  const times: number[][] = works.map(() => []);
  for (let nth = 0; nth < ROUNDS + 50; nth++)
    for (const [which, work] of works.entries()) {
      const startedAt = performance.now();
      await work();
      if (nth >= 50) times[which].push(performance.now() - startedAt);
    }
  return times;
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1];

function report(log: (line: string) => void, what: string, times: number[][]): void {
  const [plain, ruled] = times.map(median);
  log(
    `${what.padEnd(36)} plain ${plain.toFixed(3)} ms  with rules ${ruled.toFixed(3)} ms  x ${(ruled / plain).toFixed(2)}`,
  );
}
