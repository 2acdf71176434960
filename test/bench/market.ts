// node test/bench/market.ts DIR: the figures of the real market that trainer/simulate/market.ts cites, from the files of
// Foundation in DIR (items.csv, events.csv). With --simulated, those of simulated stores of several sizes instead.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chance } from '../../trainer/chance.ts';
import { makeCatalogue } from '../../trainer/simulate/catalogue.ts';
import { marketFigures, marketTable, type Sale, type SoldItem } from '../../trainer/simulate/market.ts';
import { makePurchases } from '../../trainer/simulate/people.ts';
import { chooseSizes } from '../../trainer/simulate/sizes.ts';

/** The records of a CSV file without quoted fields. */
async function* records(file: string): AsyncGenerator<Record<string, string>> {
  let names: string[] | undefined;
  for await (const line of createInterface(createReadStream(file))) {
    const fields = line.split(',');
    if (names) yield Object.fromEntries(names.map((name, i) => [name, fields[i]]));
    names ??= fields;
  }
}

const numberOf = (text: string) => (text === '' ? undefined : Number(text));

async function real(folder: string): Promise<void> {
  const rowOf = new Map<string, number>();
  const items: SoldItem[] = [];
  for await (const { id, artist, price, uploaded_at, unique } of records(join(folder, 'items.csv'))) {
    rowOf.set(id, items.length);
    items.push({ artist, price: numberOf(price), uploadedAt: numberOf(uploaded_at), unique: unique === 'true' });
  }
  const sales: Sale[] = [];
  for await (const { user, item, at, kind } of records(join(folder, 'events.csv')))
    if (kind === 'purchase') sales.push({ user, item: rowOf.get(item)!, at: Number(at) });
  sales.sort((a, b) => a.at - b.at);
  console.log(marketFigures(items, sales));
}

function simulated(): void {
  for (const sizes of [{ users: 500, items: 600, purchases: 1500 }, {}, { items: 20_000 }]) {
    const { users, items, artists, purchases, seed } = chooseSizes(sizes);
    const random = chance(seed);
    const painted = makeCatalogue(random, items, artists);
    const bought = makePurchases(random, painted, users, purchases);
    console.log(`${users} users, ${items} items, ${bought.length} purchases`);
    console.log(marketTable(marketFigures(painted, bought)).join('\n'));
  }
}

const [folder] = process.argv.slice(2);
if (folder === '--simulated') simulated();
else if (folder !== undefined) await real(folder);
else console.error('usage: node test/bench/market.ts DIR | --simulated');
