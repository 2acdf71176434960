// node test/bench/exploration.ts: what exploration in `for-you` costs and gains, on a simulated store.
//
// A model learns from the purchases of the first half of the period. In the second half, visitors with tastes of their own
// come every day, see a rail of 20 items that are for sale, look at a place with probability 1 / log2(place + 1), and buy what
// they look at with a probability that grows with its worth to them; what is one of a kind is then gone. Every share of
// exploration meets the same visitors, who look at the same places. The rule is the worker's: edge/rails/explore.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explore } from '../../edge/rails/explore.ts';
import { topK } from '../../shared/ranking.ts';
import { chance } from '../../trainer/chance.ts';
import { chooseSettings } from '../../trainer/config.ts';
import { type Dataset, openDataset, rereadFeatures } from '../../trainer/dataset/dataset.ts';
import { split } from '../../trainer/dataset/split.ts';
import { countUsers } from '../../trainer/evaluate/owners.ts';
import { trainModel } from '../../trainer/pipeline/train.ts';
import { Random } from '../../trainer/random.ts';
import type { ServedCuratorNet } from '../../trainer/serving/served.ts';
import { makeCatalogue, OPENING, type PaintedItem, PERIOD } from '../../trainer/simulate/catalogue.ts';
import { simulate } from '../../trainer/simulate/simulate.ts';
import { chooseSizes } from '../../trainer/simulate/sizes.ts';
import { drawTaste, see, type Taste, worth } from '../../trainer/simulate/tastes.ts';
import { useBackend } from '../../trainer/tfjs/choose.ts';
import { openServedRun } from '../../trainer/trained-run.ts';

const SIZES = { users: 500, items: 600, purchases: 1500, side: 160, seed: 1 };
const DAY = 86_400;
const HALF = OPENING + PERIOD / 2;
const DAYS = PERIOD / 2 / DAY;
const SHARES = [0, 0.05, 0.1, 0.2, 0.4];
const NEW_DAYS = 14;
const PLACES = 20;
const VISITORS = 200;
const VISITS_A_DAY = 25;
const SEEDS = [1, 2, 3];
/** The worth, as log-odds, at which a visitor who looks buys in one of two cases. */
const HALF_BUY = 7;

interface Store {
  painted: readonly PaintedItem[];
  served: ServedCuratorNet;
  columns: { uploadedAt: Float64Array; sales: Float64Array; artist: Int32Array };
}

interface Outcome {
  visits: number;
  purchases: number;
  /** Sum of the chances to buy of all looks: the quality of the rails, with less noise than the purchases. */
  quality: number;
  /** Of the items uploaded in the second half, early enough to be watched for NEW_DAYS. */
  watched: number;
  seen: number;
  sold: number;
  /** Days to their first sale, of those that were sold. */
  days: number[];
}

async function prepare(folder: string): Promise<Store> {
  const backend = await useBackend({ backend: 'wasm' }, 'training');
  const data = join(folder, 'data');
  await simulate({ ...SIZES, out: data });
  const sizes = chooseSizes(SIZES);
  const painted = makeCatalogue(chance(sizes.seed), sizes.items, sizes.artists);
  const dataset = firstHalf(await openDataset(data));
  const run = join(folder, 'run');
  const configFor = (interactions: number) => ({
    data,
    preset: 'demo',
    settings: chooseSettings('demo', [], interactions),
    seed: 1,
  });
  await trainModel({ run, configFor, dataset, backend, resume: false, sweep: false });
  await rereadFeatures(dataset);
  const { served } = await openServedRun(run, firstHalf(dataset));
  const artists = new Map(painted.map(({ artist }) => [artist, 0]));
  for (const [code, artist] of [...artists.keys()].entries()) artists.set(artist, code);
  return {
    painted,
    served,
    columns: {
      uploadedAt: Float64Array.from(painted, ({ uploadedAt }) => uploadedAt),
      sales: Float64Array.from(countUsers(split(dataset).history, painted.length)),
      artist: Int32Array.from(painted, ({ artist }) => artists.get(artist)!),
    },
  };
}

/** The dataset with the events of the first half of the period. */
function firstHalf(dataset: Dataset): Dataset {
  const { user, item, at, basket, kind } = dataset.events;
  const isEarly = (_: number, event: number) => at![event] < HALF;
  const events = {
    user: user.filter(isEarly),
    item: item.filter(isEarly),
    at: at!.filter(isEarly),
    basket: basket?.filter(isEarly) ?? null,
    kind: kind?.filter(isEarly) ?? null,
  };
  return { ...dataset, events };
}

/** Visitors with tastes, each with three items that suited them in the first half. */
function drawVisitors(painted: readonly PaintedItem[], seed: number): { taste: Taste; history: number[] }[] {
  const draw = chance(1000 + seed);
  const early = [...painted.keys()].filter((row) => painted[row].uploadedAt < HALF);
  return Array.from({ length: VISITORS }, () => {
    const taste = drawTaste(draw);
    const keys = early.map((row) => ({
      row,
      key: Math.log(-Math.log(1 - draw.uniform())) - worth(taste, see(painted[row]), painted[row]),
    }));
    return {
      taste,
      history: keys
        .sort((a, b) => a.key - b.key)
        .slice(0, 3)
        .map(({ row }) => row),
    };
  });
}

async function simulateDays({ painted, served, columns }: Store, share: number, seed: number): Promise<Outcome> {
  const visitors = drawVisitors(painted, seed);
  const sold = new Uint8Array(painted.length);
  const firstSale = new Map<number, number>();
  const seen = new Set<number>();
  const outcome: Outcome = { visits: 0, purchases: 0, quality: 0, watched: 0, seen: 0, sold: 0, days: [] };
  for (let visit = 0; visit < DAYS * VISITS_A_DAY; visit++) {
    const now = HALF + Math.floor((visit * DAY) / VISITS_A_DAY);
    const random = new Random(seed, visit + 1);
    const who = random.below(VISITORS);
    const { taste, history } = visitors[who];
    const open = Uint8Array.from(painted, ({ uploadedAt }, row) => Number(uploadedAt <= now && sold[row] === 0));
    for (const row of history) open[row] = 0;
    const scores = (await served.score({ user: who, history })).slice();
    const ranked = topK(scores, PLACES, open);
    const rule = { share, age: NEW_DAYS * DAY, visitor: `${who}`, now };
    const rail = share === 0 ? ranked : explore(ranked, { ids: painted, columns, among: open, scores }, rule);
    outcome.visits++;
    let bought = false;
    for (const [place, row] of rail.entries()) {
      const [look, buy] = [random.uniform(), random.uniform()];
      if (look > 1 / Math.log2(place + 2)) continue;
      seen.add(row);
      const probability = 1 / (1 + Math.exp(HALF_BUY - worth(taste, see(painted[row]), painted[row])));
      outcome.quality += probability;
      if (bought || buy > probability) continue;
      bought = true;
      outcome.purchases++;
      if (!firstSale.has(row)) firstSale.set(row, now);
      if (painted[row].unique) sold[row] = 1;
      history.push(row);
    }
  }
  const end = HALF + DAYS * DAY;
  for (const [row, { uploadedAt }] of painted.entries()) {
    if (uploadedAt < HALF || uploadedAt > end - NEW_DAYS * DAY) continue;
    outcome.watched++;
    if (seen.has(row)) outcome.seen++;
    const days = ((firstSale.get(row) ?? Number.POSITIVE_INFINITY) - uploadedAt) / DAY;
    if (days <= NEW_DAYS) outcome.sold++;
    if (Number.isFinite(days)) outcome.days.push(days);
  }
  return outcome;
}

const folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
try {
  const store = await prepare(folder);
  const sum = (outcomes: readonly Outcome[], key: 'visits' | 'purchases' | 'quality' | 'watched' | 'seen' | 'sold') =>
    outcomes.reduce((total, one) => total + one[key], 0);
  console.log(
    'share  purchases/1000 visits  quality  newcomers looked at  sold in 14 days  median days to the first sale',
  );
  let base = 0;
  for (const share of SHARES) {
    const outcomes: Outcome[] = [];
    for (const seed of SEEDS) outcomes.push(await simulateDays(store, share, seed));
    const quality = sum(outcomes, 'quality') / sum(outcomes, 'visits');
    if (share === 0) base = quality;
    const days = outcomes.flatMap(({ days }) => days).sort((a, b) => a - b);
    const percent = (part: 'seen' | 'sold') =>
      `${((100 * sum(outcomes, part)) / sum(outcomes, 'watched')).toFixed(0)}%`;
    const cells: [string, number][] = [
      [`${100 * share}%`, 7],
      [((1000 * sum(outcomes, 'purchases')) / sum(outcomes, 'visits')).toFixed(0), 23],
      [(quality / base).toFixed(3), 9],
      [percent('seen'), 21],
      [percent('sold'), 17],
      [days.length > 0 ? days[days.length >> 1].toFixed(1) : '-', 0],
    ];
    console.log(cells.map(([text, width]) => text.padEnd(width)).join(''));
  }
  await store.served.close();
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(0);
