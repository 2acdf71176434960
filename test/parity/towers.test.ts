// One network, four ways: tfjs on the CPU, tfjs on WebAssembly, onnxruntime-web in Node and onnxruntime-web in workerd
// must give the same user vectors for random histories of 1 to 100 items.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unstable_startWorker } from 'wrangler';
import { ITEM_TOWER } from '../../shared/open-bundle.ts';
import { standardise } from '../../trainer/algebra/standardise.ts';
import { chooseSettings } from '../../trainer/config.ts';
import { networkVectors, unrounded } from '../../trainer/export/parity.ts';
import { fixedParts } from '../../trainer/given/fixed.ts';
import { seenFor } from '../../trainer/given/seen.ts';
import { toTowers } from '../../trainer/network/convert.ts';
import { createNetwork, createPapersNetwork } from '../../trainer/network/create.ts';
import { givenColumns, type Towers } from '../../trainer/network/towers.ts';
import { Random } from '../../trainer/random.ts';
import { openNodeTower } from '../../trainer/serving/onnxruntime.ts';
import { ServedCuratorNet } from '../../trainer/serving/served.ts';
import { chooseBackend } from '../../trainer/tfjs/choose.ts';

const ITEMS = 300;
const FEATURES = 40;
const random = new Random(11);
// Like features of a CNN: non-negative, with very different variances.
const features = Float32Array.from(
  { length: ITEMS * FEATURES },
  (_, i) => Math.max(0, random.uniform() - 0.4) * (1 + (i % FEATURES)),
);
const histories = Array.from({ length: 120 }, (_, i) => [
  ...random
    .shuffle(Int32Array.from({ length: ITEMS }, (_, row) => row))
    .subarray(0, i < 100 ? i + 1 : 1 + random.below(100)),
]);

const mean = Float32Array.from({ length: FEATURES }, (_, f) => 0.2 * (1 + f));
const statistics = { mean, deviation: mean.map((m) => m / 2 + 0.1) };

/** The paper's network, and the one with all additions. */
const NETWORKS: [string, () => Towers][] = [
  ["the paper's network", () => toTowers(createPapersNetwork(FEATURES, new Random(5)), statistics)],
  [
    'the network of the preset best',
    () => {
      const settings = chooseSettings('best', ['rawDimensions=12']);
      const standardised = standardise(features, statistics);
      const seen = seenFor(settings, standardised, FEATURES, new Random(6));
      const fixed = fixedParts(settings, seen, histories.slice(0, 12), ITEMS, new Random(6));
      return toTowers(createNetwork(FEATURES, settings, fixed, new Random(5)), statistics);
    },
  ],
];

let worker: Awaited<ReturnType<typeof unstable_startWorker>>;
beforeAll(async () => {
  worker = await unstable_startWorker({
    config: fileURLToPath(new URL('wrangler.toml', import.meta.url)),
    dev: { server: { hostname: '127.0.0.1', port: 0 }, inspector: false, logLevel: 'error', watch: false },
  });
});
afterAll(async () => void (await worker?.dispose()));

describe.each(NETWORKS)('%s', (_, make) => {
  let towers: Towers;
  let served: ServedCuratorNet;
  let expected: Float32Array;
  beforeAll(async () => {
    await chooseBackend('cpu');
    towers = make();
    served = await ServedCuratorNet.open(towers, features, ITEMS);
    expected = networkVectors(towers, features, histories).users;
  });
  afterAll(async () => void (await served?.close()));

  /** The largest difference, relative where the expected number exceeds 1; NaN counts as infinite. */
  function difference(actual: ArrayLike<number>): number {
    expect(actual.length).toBe(histories.length * served.table.dimensions);
    let largest = 0;
    for (let i = 0; i < expected.length; i++) {
      const off = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
      if (!(off <= largest)) largest = Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
    }
    return largest;
  }

  async function usersInNode(): Promise<number[]> {
    const users: number[] = [];
    for (const history of histories)
      users.push(...(await served.towers.user(unrounded(served, history), history.length)));
    return users;
  }

  it('compares vectors that differ from each other and from zero', () => {
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
    expect(difference(expected.map((x) => x * 1.01))).toBeGreaterThan(1e-4);
  });

  it('tfjs on WebAssembly', async () => {
    await chooseBackend('wasm');
    expect(difference(networkVectors(towers, features, histories).users)).toBeLessThan(1e-4);
  });

  it('items of the table have the columns that count who has them, new ones zeros', async () => {
    const given = givenColumns(towers.additions!.fixed, null);
    const last = given.length / ITEMS;
    const { vectors, table, itemTower } = served;
    const { items } = networkVectors(towers, features, histories);
    expect(Math.max(...vectors.map((value, i) => Math.abs(value - items[i])))).toBeLessThan(1e-4);
    const tower = await openNodeTower(itemTower, { ...ITEM_TOWER, where: 'the item tower' });
    const fresh = await tower(features, ITEMS);
    await tower.release();
    const d = table.dimensions;
    for (let row = 0; row < ITEMS; row++) {
      expect([...vectors.subarray((row + 1) * d - last, (row + 1) * d)]).toEqual([
        ...given.subarray(row * last, (row + 1) * last),
      ]);
      expect(fresh.subarray((row + 1) * d - last, (row + 1) * d).every((value) => value === 0)).toBe(true);
    }
  });

  it('onnxruntime-web in Node', async () => {
    expect(difference(await usersInNode())).toBeLessThan(1e-4);
  });

  it('onnxruntime-web in workerd, the same bits as in Node', async () => {
    const length = (n: number) => new Uint8Array(Uint32Array.of(n).buffer);
    const parts = histories.flatMap((history) => [
      length(history.length),
      new Uint8Array(unrounded(served, history).buffer),
    ]);
    const body = new Blob([
      length(served.userTower.length),
      served.userTower as Uint8Array<ArrayBuffer>,
      ...(parts as Uint8Array<ArrayBuffer>[]),
    ]);
    const response = await worker.fetch(`http://worker/?dimensions=${served.table.dimensions}`, {
      method: 'POST',
      body: await body.arrayBuffer(),
    });
    const users = new Float32Array(await response.arrayBuffer());
    expect(difference(users)).toBeLessThan(1e-4);
    expect([...users]).toEqual(await usersInNode());
  });
});
