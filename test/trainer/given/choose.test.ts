// The choice of weights, on stores with an obvious answer.
import { beforeAll, expect, it } from 'vitest';
import { chooseSettings } from '../../../trainer/config.ts';
import { choiceLines } from '../../../trainer/given/choice.ts';
import { chooseWeights } from '../../../trainer/given/choose.ts';
import { fixedParts } from '../../../trainer/given/fixed.ts';
import { PRIOR_SCALE } from '../../../trainer/given/popularity.ts';
import { seenFor } from '../../../trainer/given/seen.ts';
import { Random } from '../../../trainer/random.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';

beforeAll(async () => void (await chooseBackend('wasm', 1)));

const SIZE = 6;
const COLUMNS = 'cooccurrenceColumns=20';
const settings = chooseSettings('best', [COLUMNS]);

/** @param looks the direction of each item's features */
function choose(histories: number[][], looks: number[], changes: string[] = []) {
  const settings = chooseSettings('best', [COLUMNS, ...changes]);
  const random = new Random(3);
  const features = Float32Array.from(
    { length: looks.length * SIZE },
    (_, i) => (i % SIZE === looks[Math.floor(i / SIZE)] ? 2 : 0) + random.uniform() - 0.5,
  );
  const seen = seenFor(settings, features, SIZE, new Random(1));
  return chooseWeights({ settings, seen, histories, rows: looks.length, random: new Random(1) });
}

it('leaves popularity out where everybody begins with popular items and goes on with items that few have', () => {
  // Three of the first 20 items, then one of the other 100, each of which two or three users have.
  const random = new Random(5);
  const popular = () => [...random.shuffle(Int32Array.from({ length: 20 }, (_, row) => row)).subarray(0, 3)];
  const histories = Array.from({ length: 250 }, (_, user) => [...popular(), 20 + (user % 100)]);
  const looks = Array.from({ length: 120 }, () => random.below(SIZE));
  const { weights, users, changes } = choose(histories, looks, [
    'rawWeight=0',
    'associationWeight=0',
    'cooccurrenceWeight=0',
  ]);
  expect(users).toBe(250);
  expect(weights).toEqual({ rawWeight: 0, associationWeight: 0, cooccurrenceWeight: 0, priorWeight: 0 });
  expect(changes).toMatchObject([{ setting: 'priorWeight', from: 2, to: 0 }]);
  // By popularity the item is among the last 100 of 117; without it all 117 tie. 1 / log2(1 + place) is .162 and .170.
  expect(changes[0].gain).toBeGreaterThan(0.002);
  expect(changes[0].gain).toBeLessThan(0.03);
});

it('keeps co-occurrence where users buy groups of items that look like nothing', () => {
  const random = new Random(6);
  const histories = Array.from({ length: 400 }, () => {
    const group = random.below(20);
    return [...random.shuffle(Int32Array.from({ length: 10 }, (_, i) => 10 * group + i)).subarray(0, 4)];
  });
  const choice = choose(
    histories,
    Array.from({ length: 200 }, () => random.below(SIZE)),
  );
  expect(choice.weights.cooccurrenceWeight).toBeGreaterThanOrEqual(settings.cooccurrenceWeight);
  expect(choiceLines(choice)[0]).toMatch(/^chosen on 400 held-out interactions: visual similarity /);
});

it('changes nothing where no user has two items', () => {
  const choice = choose([[0], [1], [2]], [0, 1, 2, 3]);
  const { rawWeight, associationWeight, cooccurrenceWeight, priorWeight } = settings;
  expect(choice.weights).toEqual({ rawWeight, associationWeight, cooccurrenceWeight, priorWeight });
  expect(choiceLines(choice)).toEqual([
    'as set, because no user has two items to hold one out: visual similarity 4, association 2, co-occurrence 2, popularity 2',
  ]);
});

it('multiplies the chosen weight of popularity by its share', () => {
  const histories = [[0, 1], [1], [1, 2]];
  const weight = (popularityShare: number) =>
    fixedParts({ ...settings, popularityShare }, null, histories, 4, new Random(1)).prior?.weight;
  expect(weight(1)).toBe(settings.priorWeight / PRIOR_SCALE);
  expect(weight(0.25)).toBe(settings.priorWeight / 4 / PRIOR_SCALE);
  expect(weight(0)).toBe(0);
});
