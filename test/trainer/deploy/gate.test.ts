// The gate ranks with models that have not learned from the hidden items, for candidate and champion.
import { beforeAll, expect, it } from 'vitest';
import { EVALUATED_FILES, sha256Hex } from '../../../shared/bundle.ts';
import type { Dataset } from '../../../trainer/dataset/dataset.ts';
import { runGate } from '../../../trainer/deploy/gate.ts';
import { type NodeBundle, openNodeBundle } from '../../../trainer/serving/open-bundle.ts';
import { makeBundle } from '../../fixtures/bundle.ts';

const ITEMS = 40;
const DIMENSIONS = 8;

/** A bundle whose evaluated model has the towers of the served one, and its own table. */
async function opened(seed: number, evaluated?: number): Promise<NodeBundle> {
  const { manifest, files } = await makeBundle({ items: ITEMS, dimensions: DIMENSIONS, hidden: [8], seed });
  const contents = new Map(Object.entries(files));
  if (evaluated === undefined) return openNodeBundle({ manifest, files: contents });
  const other = await makeBundle({ items: ITEMS, dimensions: DIMENSIONS, hidden: [8], seed: evaluated });
  contents.set(EVALUATED_FILES.userTower, other.files['user-tower.onnx']);
  contents.set(EVALUATED_FILES.itemTower, other.files['item-tower.onnx']);
  contents.set(EVALUATED_FILES.vectors, other.files['items.safetensors']);
  const listed = { ...manifest.files };
  for (const name of Object.values(EVALUATED_FILES)) {
    const bytes = contents.get(name)!;
    listed[name] = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
  }
  return openNodeBundle({ manifest: { ...manifest, files: listed }, files: contents });
}

let dataset: Dataset;
beforeAll(() => {
  const users = Array.from({ length: 20 }, (_, user) => `u-${user}`);
  const events = users.flatMap((_, user) => [user % ITEMS, (user * 3 + 1) % ITEMS, (user * 7 + 2) % ITEMS]);
  dataset = {
    folder: 'store',
    items: Array.from({ length: ITEMS }, (_, row) => ({ id: `w-${row}` })),
    users,
    events: {
      user: Int32Array.from(events, (_, place) => Math.floor(place / 3)),
      item: Int32Array.from(events),
      at: null,
      basket: null,
      kind: null,
    },
    validation: null,
    features: new Float32Array(ITEMS * 6).fill(1),
    featureSize: 6,
  } as unknown as Dataset;
});

const figures = async (candidate: NodeBundle, champion: NodeBundle) => {
  const { rows, protocol } = await runGate(candidate, champion, dataset);
  expect(protocol).toEqual([
    'The last event of each user was hidden and ranked among all items outside the history of the user.',
  ]);
  return rows.filter(({ opponent }) => opponent === 'champion').map((row) => [row.candidate, row.other]);
};

it('compares the evaluated models if the served ones were fitted on all data', async () => {
  const wanted = await figures(await opened(3), await opened(4));
  // Guard: the served models have other results.
  expect(await figures(await opened(1), await opened(2))).not.toEqual(wanted);
  expect(await figures(await opened(1, 3), await opened(2, 4))).toEqual(wanted);
  expect(await figures(await opened(1, 3), await opened(4))).toEqual(wanted);
  expect(await figures(await opened(3), await opened(2, 4))).toEqual(wanted);
});
