// Writes the files of a store of any size, for measurements at scale: items and features in visual groups, users who
// prefer some groups and popular items. `curatornet import interactions` reads them.
//
//   node test/bench/make-dataset.ts --out DIR --items 50000 --size 2048 --users 200000 --events 1000000
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCsv } from '../../trainer/dataset/csv.ts';
import { writeNpy } from '../../trainer/dataset/npy.ts';

export interface StoreSize {
  items: number;
  size: number;
  users: number;
  events: number;
}

/** Visual groups, and the groups that a user prefers. */
const GROUPS = 200;
const LIKED = 3;
/** Of an item's features: the size of the group's part; the rest is noise. */
const SHARED = 0.7;

/** xorshift32: fast, and the same everywhere. */
function uniformFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Writes items.csv, events.csv and features.npy into an existing folder. */
export async function writeStore(folder: string, { items, size, users, events }: StoreSize): Promise<void> {
  const uniform = uniformFrom(12_345);
  const noise = () => uniform() + uniform() + uniform() - 1.5;
  const centres = Float32Array.from({ length: GROUPS * size }, () => 2 * noise());
  const groupOf = Int32Array.from({ length: items }, () => Math.floor(uniform() * GROUPS));
  await writeNpy(join(folder, 'features.npy'), items, size, rows());
  function* rows() {
    const row = new Float32Array(size);
    for (let item = 0; item < items; item++) {
      const from = groupOf[item] * size;
      for (let f = 0; f < size; f++) row[f] = SHARED * centres[from + f] + noise();
      yield row;
    }
  }
  await writeCsv(join(folder, 'items.csv'), lines());
  function* lines() {
    yield ['id', 'artist', 'price', 'currency'];
    for (let item = 0; item < items; item++)
      yield [`i-${item}`, `artist ${item % Math.ceil(items / 20)}`, String(20 + (item % 500)), 'EUR'];
  }
  writeEvents(join(folder, 'events.csv'), { groupOf, users, events }, uniform);
}

/** Every user has one event at least; the first items of a group are the popular ones. */
function writeEvents(
  path: string,
  { groupOf, users, events }: { groupOf: Int32Array; users: number; events: number },
  uniform: () => number,
): void {
  const members: number[][] = Array.from({ length: GROUPS }, () => []);
  for (let item = 0; item < groupOf.length; item++) members[groupOf[item]].push(item);
  const file = openSync(path, 'wx');
  let block = 'user,item,at\n';
  for (let event = 0; event < events; event++) {
    const user = event % users;
    const liked = (user * 7919 + Math.floor(uniform() * LIKED) * 31) % GROUPS;
    const mine = members[uniform() < 0.9 ? liked : Math.floor(uniform() * GROUPS)];
    const item = mine.length > 0 ? mine[Math.floor(mine.length * uniform() ** 2)] : 0;
    block += `u-${user},i-${item},${1_700_000_000 + event}\n`;
    if (block.length > 1 << 20) {
      writeSync(file, block);
      block = '';
    }
  }
  writeSync(file, block);
  closeSync(file);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: Object.fromEntries(
      ['out', 'items', 'size', 'users', 'events'].map((name) => [name, { type: 'string' as const }]),
    ),
  });
  const { out, ...sizes } = values as Record<string, string | undefined>;
  const { items, size, users, events } = Object.fromEntries(
    Object.entries(sizes).map(([name, text]) => [name, Number(text)]),
  );
  if (out === undefined || ![items, size, users, events].every((count) => Number.isInteger(count) && count > 0)) {
    console.error('node test/bench/make-dataset.ts --out DIR --items N --size N --users N --events N');
    process.exit(2);
  }
  mkdirSync(out, { recursive: true });
  await writeStore(out, { items, size, users, events });
}
