// Tables of items of other programs: their columns, products of several lines, items not on sale, and folders without
// features.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ItemMapping } from '../../../trainer/dataset/foreign-items.ts';
import { importTables } from '../../../trainer/dataset/tables.ts';
import { curatornet } from '../command.ts';
import { files, importRefusal, names } from './support.ts';

function importing(items: string, itemMapping: ItemMapping, events = 'user,item\nann,p-1\n') {
  const { folder } = files({ 'products.csv': items, 'orders.csv': events });
  const file = (name: string) => join(folder, name);
  const sources = { items: file('products.csv'), events: file('orders.csv') };
  const mapping = { dropUnknown: true };
  return { folder, done: importTables({ ...sources, mapping, itemMapping, out: file('out') }) };
}

/** items.csv of the folder, and what was left out. */
async function imported(...args: Parameters<typeof importing>): Promise<[string, string]> {
  const { folder, done } = importing(...args);
  const { provenance } = await done;
  return [
    readFileSync(join(folder, 'out/items.csv'), 'utf8'),
    provenance.replace(/^Imported from [^ ]*, [^ ]*\. ?/, ''),
  ];
}

async function refused(...args: Parameters<typeof importing>): Promise<string> {
  const { folder, done } = importing(...args);
  return importRefusal(done, folder);
}

describe('a table of items of another program', () => {
  it('has its own names of columns, several addresses in a field, and prices with a decimal comma', async () => {
    const table =
      ' SKU ,Name,Images,"Regular price",Notes\r\np-1, Sea ,"https://s.example/1,0.jpg, https://s.example/1b.jpg","1200,50",x\r\np-2,Hill,,30,\r\n';
    const columns = { id: 'SKU', title: 'Name', image: 'Images', price: 'Regular price' };
    expect(await imported(table, { columns, values: { currency: 'EUR', unique: 'true' } })).toEqual([
      'id,title,image,price,currency,unique\np-1,Sea,"https://s.example/1,0.jpg",1200.50,EUR,true\np-2,Hill,,30,EUR,true\n',
      '',
    ]);
  });

  it('has several lines for a product: variants take what they leave empty, lines without an id are left out', async () => {
    const table = 'Handle,Title,Vendor,SKU\nsea,Sea,Ann,p-1\nsea,,,p-2\nsea,,,\nhill,,,p-3\nhill,Hill,Bob,p-4\n';
    const columns = { id: 'SKU', title: 'Title', artist: 'Vendor' };
    expect(await imported(table, { columns, product: 'Handle' })).toEqual([
      'id,artist,title\np-1,Ann,Sea\np-2,Ann,Sea\np-3,,\np-4,Bob,Hill\n',
      'Left out: 1 line of items without an id.',
    ]);
    expect(await refused(table, { columns })).toBe('invalid: products.csv line 4: the id is empty');
  });

  it('may have items not on sale: those that somebody bought stay', async () => {
    const table = 'id,Published,In stock?\np-1,0,0\np-2,1,1\np-3,1,0\np-4,-1,1\n';
    expect(await imported(table, { onSale: { Published: '1', 'In stock?': '1' } })).toEqual([
      'id\np-1\np-2\n',
      'Left out: 2 items not on sale that nobody bought.',
    ]);
  });

  it.each([
    [
      'a column that is missing',
      'id,Name\np-1,x\n',
      { columns: { title: 'Title' } },
      'line 1: has no column "Title" for title',
    ],
    ['a product column that is missing', 'id,Name\np-1,x\n', { product: 'Handle' }, 'line 1: has no column "Handle"'],
    [
      'a column of sale that is missing',
      'id,Name\np-1,x\n',
      { onSale: { Status: 'active' } },
      'line 1: has no column "Status"',
    ],
    ['a repeated id', 'id\np-1\np-2\np-1\n', { values: { unique: 'true' } }, 'line 4: repeats the id "p-1" of line 2'],
    ['a price in words', 'id,Cost\np-1,€ 5\n', { columns: { price: 'Cost' } }, 'line 2: price "€ 5" is not a price'],
    [
      'a price of thousands',
      'id,Cost\np-1,"1.200,50"\n',
      { columns: { price: 'Cost' } },
      'line 2: price "1.200,50" is not',
    ],
    [
      'a value that is invalid',
      'id\np-1\n',
      { values: { unique: 'yes' } },
      'line 2: unique "yes" is not true or false',
    ],
  ] as [string, string, ItemMapping, string][])('does not guess %s', async (_, table, mapping, message) => {
    expect(await refused(table, mapping)).toContain(`products.csv ${message}`);
  });
});

describe('without features', () => {
  const ITEMS = 'id,title\np-1,Sea\np-2,Hill\n';
  function shop(orders: string) {
    const { folder } = files({ 'products.csv': ITEMS, 'orders.csv': orders });
    const file = (name: string) => join(folder, name);
    const call = (...more: string[]) =>
      curatornet('import', 'interactions', '--events', file('orders.csv'), '--out', file('out'), ...more);
    return { file, call };
  }

  it('the command says what completes the folder, replaces tables with --force and keeps pictures', async () => {
    const { file, call } = shop('user,item\nann,p-1\n');
    const first = await call('--items', file('products.csv'));
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toContain(`curatornet pictures --data ${file('out')}`);
    expect(names(file('out'))).toEqual(['dataset.json', 'events.csv', 'items.csv']);
    mkdirSync(file('out/images'));
    writeFileSync(file('out/images/p-1.jpg'), 'a picture');
    writeFileSync(file('out/features.npy'), 'of the old items');
    writeFileSync(file('orders.csv'), 'user,item\nann,p-1\nbob,p-2\n');
    const again = await call('--items', file('products.csv'));
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('exists and is not empty')]);
    expect((await call('--items', file('products.csv'), '--force', '--name', 'mine')).status).toBe(0);
    expect(names(file('out'))).toEqual(['dataset.json', 'events.csv', 'images', 'items.csv']);
    expect(readFileSync(file('out/events.csv'), 'utf8')).toBe('user,item\nann,p-1\nbob,p-2\n');
    expect(JSON.parse(readFileSync(file('out/dataset.json'), 'utf8'))).toMatchObject({ name: 'mine' });
    const trained = await curatornet('train', '--data', file('out'), '--run', file('run'));
    expect([trained.status, trained.stderr]).toEqual([2, expect.stringContaining('has no features.npy\n  compute')]);
    writeFileSync(file('orders.csv'), 'user,item\nann,p-9\n');
    expect((await call('--items', file('products.csv'), '--force')).status).toBe(2);
    expect(readFileSync(file('out/events.csv'), 'utf8')).toBe('user,item\nann,p-1\nbob,p-2\n');
    expect(existsSync(file('out/images/p-1.jpg'))).toBe(true);
    expect(names(file('out'))).toEqual(['dataset.json', 'events.csv', 'images', 'items.csv']);
  });

  it('the command needs items', async () => {
    const { status, stderr } = await shop('user,item\nann,0\n').call();
    expect([status, stderr]).toEqual([2, expect.stringContaining('neither --features nor --items is given')]);
  });

  it('the command hashes users with a key, and leaves out events without one', async () => {
    const key = 'k'.repeat(32);
    const { file, call } = shop('user,item\nAnn@Example.com,p-1\nann@example.com,p-2\n,p-2\n');
    writeFileSync(file('users.key'), `${key}\n`);
    const out = [
      '--items',
      file('products.csv'),
      '--hash-users',
      file('users.key'),
      '--drop-unknown',
      '--out',
      file('hashed'),
    ];
    const { status, stdout, stderr } = await call(...out);
    expect(status, stderr).toBe(0);
    // printf ann@example.com | openssl dgst -sha256 -hmac kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
    const ann = '52ecd7806231652c1f13fc2162dcb8072bac0d630d23baee3a157c19603af237';
    expect(readFileSync(file('hashed/events.csv'), 'utf8')).toBe(`user,item\n${ann},p-1\n${ann},p-2\n`);
    expect(stdout).toContain('2 events by 1 users');
    expect(stdout).toContain('Left out: 1 event without a user.');
    writeFileSync(file('users.key'), 'short');
    const short = await call(...out, '--force');
    expect([short.status, short.stderr]).toEqual([2, expect.stringContaining('users.key: has a key of 5 characters')]);
  });
});
