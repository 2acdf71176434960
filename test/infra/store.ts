// A dataset whose users buy the items that a fixture bundle ranks first: that model is good on it, and any other is bad.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importInteractions } from '../../trainer/dataset/interactions.ts';
import { writeNpy } from '../../trainer/dataset/npy.ts';
import { type FixtureBundle, random } from '../fixtures/bundle.ts';
import { ranking, userVector } from '../fixtures/reference.ts';

export async function writeDataset(folder: string, bundle: FixtureBundle, users = 60): Promise<string> {
  const { items, vectors, towers, manifest } = bundle;
  const next = random(7);
  const parts = join(folder, 'parts');
  mkdirSync(parts, { recursive: true });
  const lines = ['user,item,at'];
  for (let user = 0; user < users; user++) {
    const history = Array.from({ length: 3 }, () => Math.floor(next() * items.length));
    const vector = userVector(
      history.map((row) => vectors[row]),
      towers.user,
    );
    const bought = ranking(vector, vectors, history).slice(0, 2);
    for (const [i, row] of history.entries()) lines.push(`u-${user},${items[row].id},${1000 + i}`);
    for (const { row } of bought) lines.push(`u-${user},${items[row].id},2000`);
  }
  writeFileSync(join(parts, 'events.csv'), `${lines.join('\n')}\n`);
  writeFileSync(join(parts, 'items.csv'), `id\n${items.map(({ id }) => id).join('\n')}\n`);
  const { features } = manifest.model;
  await writeNpy(join(parts, 'features.npy'), items.length, features, [
    Float32Array.from({ length: items.length * features }, () => next() - 0.5),
  ]);
  const out = join(folder, 'data');
  const file = (name: string) => join(parts, name);
  await importInteractions({
    events: file('events.csv'),
    items: file('items.csv'),
    features: file('features.npy'),
    out,
  });
  return out;
}
