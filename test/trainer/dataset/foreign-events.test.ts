// Tables of other programs: their columns, delimiters, times and kinds, and what import refuses to guess.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventMapping } from '../../../trainer/dataset/foreign-events.ts';
import { importInteractions } from '../../../trainer/dataset/interactions.ts';
import { curatornet } from '../command.ts';
import { files, importRefusal, matrix } from './support.ts';

const ITEMS = 'id\np-1\np-2\np-3\n';

function importing(events: string | Uint8Array, mapping: EventMapping) {
  const { folder } = files({ 'orders.csv': events, 'items.csv': ITEMS, 'features.npy': matrix(3, 2) });
  const file = (name: string) => join(folder, name);
  const sources = { events: file('orders.csv'), items: file('items.csv'), features: file('features.npy') };
  return { folder, done: importInteractions({ ...sources, mapping, out: file('out') }) };
}

/** events.csv of the dataset. */
async function imported(events: string | Uint8Array, mapping: EventMapping): Promise<string> {
  const { folder, done } = importing(events, mapping);
  await done;
  return readFileSync(join(folder, 'out/events.csv'), 'utf8');
}

async function refused(events: string | Uint8Array, mapping: EventMapping): Promise<string> {
  const { folder, done } = importing(events, mapping);
  return importRefusal(done, folder);
}

/** The times of events with these times. */
async function times(given: string[], mapping: EventMapping): Promise<string[]> {
  const table = `user\titem\tat\n${given.map((at) => `u\tp-1\t${at}\n`).join('')}`;
  const written = await imported(table, { ...mapping, delimiter: '\t' });
  return written
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[2]);
}

describe('a table of another program', () => {
  it("keeps the columns that are named, with trimmed names and fields, and leaves out the others'", async () => {
    const table = '\ufeff Order ; Customer ;SKU; Note\r\n#1; ann ;p-1;"a; note"\r\n#1;ann;p-2;\r\n\r\n#2;bob;p-1;x\r\n';
    const mapping = { columns: { user: 'Customer', item: 'SKU', basket: 'Order' }, delimiter: ';' };
    expect(await imported(table, mapping)).toBe('user,item,basket\nann,p-1,#1\nann,p-2,#1\nbob,p-1,#2\n');
  });

  it('has its own kinds', async () => {
    const mapping = { kinds: { order: 'purchase', wishlist: 'like' } };
    const table = 'user,item,kind\nann,p-1,order\nann,p-2,wishlist\nbob,p-3,like\nbob,p-1,\n';
    expect(await imported(table, mapping)).toBe(
      'user,item,kind\nann,p-1,purchase\nann,p-2,like\nbob,p-3,like\nbob,p-1,\n',
    );
    expect(await refused('user,item,kind\nann,p-1,gift\n', mapping)).toBe(
      'invalid: orders.csv line 2: kind "gift" is unknown',
    );
  });

  it('may have events of items that are gone', async () => {
    const table = 'user,item\nann,p-1\nann,gone\nbob,gone\n';
    const { folder, done } = importing(table, { dropUnknown: true });
    const { provenance, counts } = await done;
    expect(provenance).toBe('Imported from orders.csv, items.csv, features.npy. Left out: 2 events of unknown items.');
    expect(counts).toMatchObject({ events: 1, users: 1 });
    expect(readFileSync(join(folder, 'out/events.csv'), 'utf8')).toBe('user,item\nann,p-1\n');
    expect(await refused(table, { kinds: {} })).toBe('invalid: orders.csv line 3: unknown item "gone"');
    expect(await refused('user,item\nann,gone\n', { dropUnknown: true })).toBe(
      'malformed: orders.csv: has no event of a known item by a user',
    );
  });
});

describe('times', () => {
  // By `date -u -d TIME +%FT%TZ`.
  it('of Postgres, Shopify and ISO 8601 need no option', async () => {
    expect(
      await times(
        ['2024-01-05 10:22:33+00', '2024-01-05 10:22:33.5 +0100', '2024-07-05 10:22:33 UTC', '1704450153'],
        {},
      ),
    ).toEqual(['2024-01-05T10:22:33Z', '2024-01-05T09:22:33.500Z', '2024-07-05T10:22:33Z', '2024-01-05T10:22:33Z']);
  });

  it('in milliseconds', async () => {
    expect(await times(['1704450153999'], { times: 'ms' })).toEqual(['2024-01-05T10:22:33Z']);
    expect(await refused('user,item,at\nu,p-1,2024-01-05\n', { times: 'ms' })).toContain(
      'is not a time in milliseconds',
    );
  });

  it('of a spreadsheet have a format', async () => {
    expect(await times(['5.1.2024 9:05', '31.12.2023 23:59'], { times: 'DD.MM.YYYY HH:mm' })).toEqual([
      '2024-01-05T09:05:00Z',
      '2023-12-31T23:59:00Z',
    ]);
    expect(await times(['01/05/2024'], { times: 'MM/DD/YYYY' })).toEqual(['2024-01-05T00:00:00Z']);
  });

  // By `TZ=Europe/Berlin date -d TIME -u`; clocks go forward at 2:00 on 2024-03-31 and back at 3:00 on 2024-10-27.
  it('of a time zone, around the days on which clocks are set', async () => {
    expect(
      await times(
        [
          '2024-01-05 10:22:33',
          '2024-07-05 10:22',
          '2024-03-31 03:00',
          '2024-10-27 02:30',
          '2024-10-27 03:00',
          '2024-07-05',
        ],
        { zone: 'Europe/Berlin' },
      ),
    ).toEqual([
      '2024-01-05T09:22:33Z',
      '2024-07-05T08:22:00Z',
      '2024-03-31T01:00:00Z',
      '2024-10-27T00:30:00Z',
      '2024-10-27T02:00:00Z',
      '2024-07-04T22:00:00Z',
    ]);
    // An offset goes before the zone.
    expect(await times(['2024-07-05T10:22:33Z'], { zone: 'Europe/Berlin' })).toEqual(['2024-07-05T10:22:33Z']);
    expect(await times(['5.7.2024 10:22'], { zone: 'Asia/Tokyo', times: 'DD.MM.YYYY HH:mm' })).toEqual([
      '2024-07-05T01:22:00Z',
    ]);
  });

  it.each([
    ['2024-03-31 02:30', { zone: 'Europe/Berlin' }, 'does not exist in Europe/Berlin: clocks were set forward'],
    ['31.4.2024', { times: 'DD.MM.YYYY' }, 'does not exist'],
    ['2024-01-05', { times: 'DD.MM.YYYY' }, 'does not have the format DD.MM.YYYY'],
    ['05/01/2024 10:22', {}, 'is not a time'],
    ['1704450153999', {}, 'is it in milliseconds?'],
  ])('%s %j is refused', async (at, mapping, message) => {
    const said = await refused(`user;item;at\nu;p-1;2024-01-05\nu;p-1;${at}\n`.replace(/^u;p-1;2024-01-05\n/m, ''), {
      ...mapping,
      delimiter: ';',
    });
    expect(said).toMatch(/^invalid: orders.csv line 2: at /);
    expect(said).toContain(message);
  });

  it.each([
    [{ zone: 'Berlin' }, '--zone "Berlin" is not a time zone'],
    [{ times: 'DD.MM' }, '--times "DD.MM" is not a format of times'],
    [{ times: 'DD.MM.YYYY DD' }, 'is not a format of times'],
  ])('%j is a mistake in the call', async (mapping, message) => {
    expect(await refused('user,item\nu,p-1\n', mapping)).toContain(message);
  });
});

describe('what import does not guess', () => {
  const columns = { user: 'Customer' };
  it.each([
    ['a column that is missing', 'Name,item\nann,p-1\n', { columns }, 'line 1: has no column "Customer" for user'],
    ['a repeated column', 'Customer,item,Customer\na,p-1,b\n', { columns }, 'line 1: repeats the column "Customer"'],
    ['the delimiter', 'Customer;item\nann;p-1\n', { columns }, 'line 1: has the one column "Customer;item"'],
    [
      'one column for two',
      'Customer,item\nann,p-1\n',
      { columns: { user: 'Customer', basket: 'Customer' } },
      'line 1: has one column "Customer" for user and basket',
    ],
    ['fields that are too many', 'Customer,item\nann,p-1,x\n', { columns }, 'line 2: has 3 fields, the header 2'],
    ['an empty table', 'Customer,item\n', { columns }, 'orders.csv: has no events'],
    ['a user without an id', 'Customer,item\nann,p-1\n"a\nb",p-1\n,p-1\n', { columns }, 'line 3: the user'],
    [
      'a line after a quoted line break',
      'Customer,item,n\nann,p-1,"x\ny"\n,p-1,\n',
      { columns },
      'line 4: the user is empty',
    ],
    ['an open quote', 'Customer,item\n"ann,p-1\n', { columns }, 'malformed: orders.csv'],
    ['another encoding', Uint8Array.from([...Buffer.from('Customer,item\nann,'), 0xff]), { columns }, 'is not UTF-8'],
  ] as [string, string | Uint8Array, EventMapping, string][])('%s', async (_, table, mapping, message) => {
    expect(await refused(table, mapping)).toContain(message);
  });
});

it('the command has options for it, and shows the first events as it understood them', async () => {
  const { folder } = files({
    'orders.csv': 'id;customer;sku;created;type\n1;ann;p-1;5.1.2024 10:00;order\n2;bob;p-2;6.1.2024 10:00;wish\n',
    'items.csv': ITEMS,
    'features.npy': matrix(3, 2),
  });
  const file = (name: string) => join(folder, name);
  const call = (...options: string[]) =>
    curatornet(
      'import',
      'interactions',
      '--events',
      file('orders.csv'),
      '--items',
      file('items.csv'),
      '--features',
      file('features.npy'),
      '--out',
      file('out'),
      ...options,
    );
  const columns = ['--columns', 'user=customer,item=sku,at=created,kind=type', '--delimiter', ';'];
  const { status, stdout, stderr } = await call(
    ...columns,
    '--times',
    'DD.MM.YYYY HH:mm',
    '--zone',
    'Europe/Berlin',
    '--kinds',
    'order=purchase,wish=like',
  );
  expect(status, stderr).toBe(0);
  expect(stdout).toContain(`the first events:
  user ann, item p-1, at 2024-01-05T09:00:00Z, kind purchase
  user bob, item p-2, at 2024-01-06T09:00:00Z, kind like
`);
  for (const [option, value, message] of [
    ['--columns', 'customer=user', '--columns has "customer=user"'],
    ['--kinds', 'order', '--kinds has "order"'],
    ['--delimiter', ';;', '--delimiter ";;" is not one character'],
  ]) {
    const wrong = await call(option, value);
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining(message)]);
  }
});
