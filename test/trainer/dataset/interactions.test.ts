// importInteractions: its output, its errors, and that errors leave no files.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../trainer/dataset/dataset.ts';
import { importInteractions } from '../../../trainer/dataset/interactions.ts';
import { curatornet } from '../command.ts';
import { files, freshFolder, importRefusal, matrix, names, npyBytes } from './support.ts';

interface Sources {
  events?: string | Uint8Array;
  validation?: string | Uint8Array;
  items?: string | Uint8Array;
  features?: Uint8Array;
}
const EVENTS = 'user,item\nu,0\n';

/** Imports files with the given contents; by default three items with two features. */
function importing({ events = EVENTS, validation, items, features = matrix(3, 2) }: Sources) {
  const contents: Record<string, string | Uint8Array> = { 'events.csv': events, 'features.npy': features };
  if (validation !== undefined) contents['validation.csv'] = validation;
  if (items !== undefined) contents['items.csv'] = items;
  const paths: Record<string, string | undefined> & { folder: string } = files(contents);
  const { folder } = paths;
  const out = join(folder, 'out');
  const options = {
    events: join(folder, 'events.csv'),
    validation: paths['validation.csv'],
    items: paths['items.csv'],
    features: join(folder, 'features.npy'),
    out,
  };
  return { folder, out, options, done: importInteractions(options) };
}

/** The error of an import, after checking that only the sources remain. */
async function refused(sources: Sources): Promise<string> {
  const { folder, done } = importing(sources);
  const before = names(folder).filter((name) => !name.startsWith('out'));
  const said = await importRefusal(done, folder);
  expect(names(folder)).toEqual(before);
  return said;
}

describe('creates a dataset', () => {
  it('from interactions only, with row numbers as item ids', async () => {
    const { out, done } = importing({ events: 'user,item\nu,2\nv,0\nu,2\n', validation: 'user,item\nw,1\n' });
    const manifest = await done;
    expect(names(out)).toEqual(['dataset.json', 'events.csv', 'features.npy', 'items.csv', 'validation.csv']);
    expect(readFileSync(join(out, 'items.csv'), 'utf8')).toBe('id\n0\n1\n2\n');
    expect(manifest).toMatchObject({
      name: 'out',
      simulated: false,
      provenance: 'Imported from events.csv, validation.csv, features.npy.',
      counts: { items: 3, users: 3, events: 3, validation: 1, featureSize: 2 },
    });
    const dataset = await openDataset(out);
    expect(dataset.users).toEqual(['u', 'v', 'w']);
    expect(dataset.items).toEqual([{ id: '0' }, { id: '1' }, { id: '2' }]);
    expect(dataset.events).toEqual({
      user: Int32Array.of(0, 1, 0),
      item: Int32Array.of(2, 0, 2),
      at: null,
      basket: null,
      kind: null,
    });
    expect(dataset.validation?.user).toEqual(Int32Array.of(2));
    expect(dataset.features).toEqual(Float32Array.of(0, 1, 10, 11, 20, 21));
    expect([dataset.featureSize, dataset.simulated, dataset.fingerprint]).toEqual([2, false, manifest.fingerprint]);
  });

  it('that keeps events of all kinds and learns from purchases and likes alone', async () => {
    const lines = ['a,0,view', 'u,1,cart', 'u,2,like', 'u,0,dislike', 'v,1,', 'v,2,hide', 'v,0,click', 'u,0,purchase'];
    const events = `user,item,kind\n${lines.join('\n')}\n`;
    const { out, done } = importing({ events });
    expect((await done).counts).toMatchObject({ users: 2, events: 3 });
    expect(readFileSync(join(out, 'events.csv'), 'utf8')).toBe(events);
    const dataset = await openDataset(out);
    expect(dataset.users).toEqual(['u', 'v']);
    expect(dataset.events).toMatchObject({
      user: Int32Array.of(0, 1, 0),
      item: Int32Array.of(2, 1, 0),
      kind: Uint8Array.of(1, 0, 0),
    });
  });

  it('with all columns in any order, a byte order mark, CRLF, quotes and empty fields', async () => {
    const { out, done } = importing({
      items:
        '\ufefftitle,id,artist,price,currency,uploaded_at,unique,image,tags\r\n' +
        '"Sea, ""calm""",a,Ann,12.50,EUR,2024-02-29,true,https://x/a.jpg,"Sea, ""red, dark"",so "\r\n' +
        '\r\n' +
        ',b,,,,,false,,\r\n' +
        'two words,c,,0,,86400,,,\r\n',
      events:
        'kind,item,basket,user,at\r\n' +
        'like,a,1,u,2024-01-01T01:00:00+01:00\r\n' +
        ',b,"1\r\nof 2",v,2024-01-01 00:00\r\n' +
        'purchase,c,,u,\r\n' +
        'purchase,a,1,u,1704067200\r\n' +
        'purchase,a,2,u,2024-01-01T00:00:00.25Z\r\n',
    });
    await done;
    const { items, events, users } = await openDataset(out);
    expect(items).toEqual([
      {
        id: 'a',
        title: 'Sea, "calm"',
        artist: 'Ann',
        price: 12.5,
        currency: 'EUR',
        // date -ud 2024-02-29 +%s
        uploadedAt: 1709164800,
        unique: true,
        image: 'https://x/a.jpg',
        tags: ['Sea', 'red, dark', 'so'],
      },
      { id: 'b', unique: false },
      { id: 'c', title: 'two words', price: 0, uploadedAt: 86400 },
    ]);
    expect(users).toEqual(['u', 'v']);
    expect(events.kind).toEqual(Uint8Array.of(1, 0, 0, 0, 0));
    // date -ud 2024-01-01 +%s
    expect(events.at).toEqual(Float64Array.of(1704067200, 1704067200, Number.NaN, 1704067200, 1704067200.25));
    // Basket names are per user.
    expect(events.basket).toEqual(Int32Array.of(0, 1, -1, 0, 2));
  });

  it('with float32 features from other float types', async () => {
    const features = npyBytes(Buffer.from('003c00c0ff7b010054350080', 'hex'), { descr: "'<f2'", shape: '(3, 2)' });
    const { out, done } = importing({ features });
    await done;
    expect((await openDataset(out)).features).toEqual(Float32Array.of(1, -2, 65504, 2 ** -24, 0.3330078125, -0));
  });

  it('with a fingerprint that depends on the files and not on the name', async () => {
    const prints = await Promise.all(
      [{}, {}, { events: 'user,item\nu,1\n' }, { validation: EVENTS }].map(
        async (sources) => (await importing(sources).done).fingerprint,
      ),
    );
    expect(prints[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(prints[1]).toBe(prints[0]);
    expect(new Set(prints).size).toBe(3);
    // Each file's name and length on a line, then its bytes.
    const { out, done } = importing({});
    await done;
    const hash = createHash('sha256').update(
      'items.csv 9\nid\n0\n1\n2\nevents.csv 14\nuser,item\nu,0\nfeatures.npy 152\n',
    );
    expect(hash.update(readFileSync(join(out, 'features.npy'))).digest('hex')).toBe(prints[0]);
  });

  it('with trimmed names of columns, and without columns that it does not need, which it names', async () => {
    const {
      'events.csv': events,
      'items.csv': items,
      'features.npy': features,
      folder,
    } = files({
      'events.csv': ' stars ,user , item,note\r\n5,u,b,"x, y"\r\n,v,a,\r\n',
      'items.csv': 'size, id ,Title page,title\n9,a,x,Sea\n8,b,,\n,c,,\n',
      'features.npy': matrix(3, 2),
    });
    const out = join(folder, 'out');
    const sources = ['--events', events, '--items', items, '--features', features];
    const { status, stderr } = await curatornet('import', 'interactions', ...sources, '--out', out);
    expect(status, stderr).toBe(0);
    expect(stderr).toBe(
      'import items.csv  ignores the columns "size", "Title page"\nimport events.csv  ignores the columns "stars", "note"\n',
    );
    expect(readFileSync(join(out, 'items.csv'), 'utf8')).toBe('id,title\na,Sea\nb,\nc,\n');
    expect(readFileSync(join(out, 'events.csv'), 'utf8')).toBe('user,item\nu,b\nv,a\n');
  });

  it('that preserves random ids, texts and times', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((s) => !/[\p{Cc}\p{Cs}\ufeff]/u.test(s));
    const id = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((s) => !/^\.\.?$|\p{Cc}/u.test(s) && s.trim() === s);
    const data = fc.record({
      ids: fc.uniqueArray(id, { minLength: 3, maxLength: 3 }),
      titles: fc.array(text, { minLength: 3, maxLength: 3 }),
      events: fc.array(fc.tuple(id, fc.nat(2), fc.integer({ min: 0, max: 4_102_444_800 })), {
        minLength: 1,
        maxLength: 20,
      }),
    });
    const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;
    const folder = freshFolder();
    const path = (name: string) => join(folder, name);
    writeFileSync(path('features.npy'), matrix(3, 2));
    await fc.assert(
      fc.asyncProperty(data, async ({ ids, titles, events }) => {
        writeFileSync(
          path('items.csv'),
          `id,title\n${ids.map((x, i) => `${quote(x)},${quote(titles[i])}\n`).join('')}`,
        );
        const lines = events.map(([user, item, at]) => `${quote(user)},${quote(ids[item])},${at}\n`);
        writeFileSync(path('events.csv'), `user,item,at\n${lines.join('')}`);
        await importInteractions({
          events: path('events.csv'),
          items: path('items.csv'),
          features: path('features.npy'),
          out: path('out'),
          force: true,
        });
        const dataset = await openDataset(path('out'));
        expect(dataset.items.map((item) => item.id)).toEqual(ids);
        expect(dataset.items.map((item) => item.title ?? '')).toEqual(titles);
        const back = events.map((_, i) => [
          dataset.users[dataset.events.user[i]],
          dataset.events.item[i],
          dataset.events.at?.[i],
        ]);
        expect(back).toEqual(events.map(([user, item, at]) => [user, item, at + 0]));
      }),
      { numRuns: 60 },
    );
  });
});

describe('rejects, and leaves no files', () => {
  const after = (line: string) => ({ events: `user,item,at,basket,kind\nu,0,,,\n${line}\n` });
  const item = (line: string) => ({
    items: `id,price,unique,uploaded_at\na,,,\n${line}\nc,,,\n`,
    events: 'user,item\nu,a\n',
  });
  const long = 'x'.repeat(129);
  it.each<[string, Sources, string]>([
    ['an empty file', { events: '' }, 'malformed: events.csv: is empty'],
    ['a header alone', { events: 'user,item\n' }, 'malformed: events.csv: has no events'],
    ['clicks alone', { events: 'user,item,kind\nu,0,click\n' }, 'malformed: events.csv: has no purchases or likes'],
    ['an empty validation', { validation: 'user,item\n' }, 'malformed: validation.csv: has no events'],
    [
      'a column that differs from a known one in case alone',
      { events: 'user,item,At\nu,0,5\n' },
      'malformed: events.csv line 1: has a column "At"',
    ],
    ['a missing column', { events: 'user,at\nu,5\n' }, 'malformed: events.csv line 1: has no column "item"'],
    [
      'a repeated column',
      { events: 'user,item,item\nu,0,0\n' },
      'malformed: events.csv line 1: repeats the column "item"',
    ],
    ['no header', { events: 'u,0\nv,1\n' }, 'malformed: events.csv line 1: has no column "user"'],
    [
      'too few fields',
      { events: 'user,item\nu,0\n\nx\n' },
      'malformed: events.csv line 4: has 1 field, the header 2 fields',
    ],
    [
      'too many fields',
      { events: 'user,item\nu,0,1\n' },
      'malformed: events.csv line 2: has 3 fields, the header 2 fields',
    ],
    ['an open quote', { events: 'user,item\nu,0\n"v,1\nw,2\n' }, 'malformed: events.csv line 3: has an unclosed quote'],
    [
      'a stray quote',
      { events: 'user,item\nu"v,0\n' },
      'malformed: events.csv line 2: has a quote inside an unquoted field',
    ],
    [
      'text behind a quote',
      { events: 'user,item\n"u"v,0\n' },
      'malformed: events.csv line 2: has text after a closing quote; to write a quote within quotes, double it',
    ],
    [
      'a swallowed file',
      { events: `user,item\n"u,0\n${'v,1\n'.repeat(20_000)}` },
      'malformed: events.csv line 2: has a record of more than 65536 characters, possibly an unclosed quote',
    ],
    [
      'bytes that are not UTF-8',
      { events: Buffer.from('user,item\n\xe9,0\n', 'latin1') },
      'malformed: events.csv: is not UTF-8',
    ],
    ['an unknown item', after('v,3,,,'), 'invalid: events.csv line 3: unknown item "3"'],
    ['an item with a leading zero', after('v,01,,,'), 'invalid: events.csv line 3: unknown item "01"'],
    [
      'an unknown item of validation',
      { validation: 'user,item\nu,x\n' },
      'invalid: validation.csv line 2: unknown item "x"',
    ],
    ['an empty user', after(',0,,,'), 'invalid: events.csv line 3: the user is empty'],
    ['an empty item', after('v,,,,'), 'invalid: events.csv line 3: the item is empty'],
    [
      'a long user',
      after(`${long},0,,,`),
      `invalid: events.csv line 3: the user "${'x'.repeat(60)}…" has 129 characters`,
    ],
    [
      'a control character',
      after('"v\tw",0,,,'),
      'invalid: events.csv line 3: the user "v\\tw" contains a control character',
    ],
    [
      'white space before an item',
      after('v, 0,,,'),
      'invalid: events.csv line 3: the item " 0" starts or ends with white space',
    ],
    ['an invalid time', after('v,0,yesterday,,'), 'invalid: events.csv line 3: at "yesterday" is not a time'],
    [
      'a day that does not exist',
      after('v,0,2023-02-29,,'),
      'invalid: events.csv line 3: at "2023-02-29" does not exist',
    ],
    [
      'an hour that does not exist',
      after('v,0,2023-02-28T24:00Z,,'),
      'invalid: events.csv line 3: at "2023-02-28T24:00Z" does not exist',
    ],
    [
      'milliseconds',
      after('v,0,1704067200000,,'),
      'invalid: events.csv line 3: at "1704067200000" is not a time in seconds; is it in milliseconds?',
    ],
    ['a time before 1970', after('v,0,-1,,'), 'invalid: events.csv line 3: at "-1" is not between 1970 and 2099'],
    [
      'a time that the API would not take',
      after('v,0,2100-01-01T00:00:01Z,,'),
      'invalid: events.csv line 3: at "2100-01-01T00:00:01Z" is not between 1970 and 2099',
    ],
    [
      'a user that no address can name',
      after('..,0,,,'),
      'invalid: events.csv line 3: the user ".." must be 1 to 128 characters, without control characters and lone surrogates, without white space at its ends, and neither . nor ..',
    ],
    [
      'a title of two lines',
      { items: 'id,title\n0,\n1,"a\nb"\n2,\n' },
      'invalid: items.csv line 3: title "a\\nb" must be 0 to 500 characters, without control characters and lone surrogates',
    ],
    [
      'a price that the API would not take',
      item('b,1000000000001,,'),
      'invalid: items.csv line 3: price "1000000000001" is not a price',
    ],
    ['a fraction of a second', after('v,0,17.5,,'), 'invalid: events.csv line 3: at "17.5" is not a time'],
    ['an unknown kind', after('v,0,,,View'), 'invalid: events.csv line 3: kind "View" is unknown'],
    ['an empty id', item(',1,,'), 'invalid: items.csv line 3: the id is empty'],
    ['a repeated id', item('a,1,,'), 'invalid: items.csv line 3: repeats the id "a" of line 2'],
    ['a long id', item(`${long},1,,`), `invalid: items.csv line 3: the id "${'x'.repeat(60)}…" has 129 characters`],
    ['a price with its currency', item('b,€5,,'), 'invalid: items.csv line 3: price "€5" is not a price'],
    ['a negative price', item('b,-5,,'), 'invalid: items.csv line 3: price "-5" is not a price'],
    [
      'an invalid value of unique',
      item('b,5,maybe,'),
      'invalid: items.csv line 3: unique "maybe" is not true or false',
    ],
    ['an invalid upload time', item('b,5,,soon'), 'invalid: items.csv line 3: uploaded_at "soon" is not a time'],
    [
      'an unknown item, below texts of several lines',
      { events: 'user,item,basket\nu,0,"x\r\ny\nz"\nv,0,\nw,9,\n' },
      'invalid: events.csv line 6: unknown item "9"',
    ],
    [
      'an open quote, below texts of several lines',
      { events: 'user,item,basket\nu,0,"x\r\ny\nz"\nv,0,"\nw,9,\n' },
      'malformed: events.csv line 5: has an unclosed quote',
    ],
    [
      'a day of the month before',
      after('v,0,2023-03-00,,'),
      'invalid: events.csv line 3: at "2023-03-00" does not exist',
    ],
    [
      'tags without commas between',
      { items: 'id,tags\na,"""x"" y"\nb,\nc,\n', events: 'user,item\nu,a\n' },
      'invalid: items.csv line 2: tags "\\"x\\" y" are not tags',
    ],
    ['items without a header', { items: 'a\nb\nc\n' }, 'malformed: items.csv line 1: has the one column "a"'],
    ['no items', { items: 'id\n' }, 'malformed: items.csv: has no items'],
    ['fewer items than rows', { items: 'id\na\nb\n' }, 'mismatch: items.csv: has 2 items, but features.npy has 3 rows'],
    [
      'more items than rows',
      { items: 'id\na\nb\nc\nd\n' },
      'mismatch: items.csv: has 4 items, but features.npy has 3 rows',
    ],
    [
      'features that are cut off',
      { features: matrix(3, 2).subarray(0, 90) },
      'malformed: features.npy: is truncated: 3 rows of 2 <f4 need 94 bytes, it has 90',
    ],
    [
      'a feature that is not a number',
      { features: npyBytes(new Uint8Array(Float32Array.of(0, 0, 0, Number.NaN, 0, 0).buffer), { shape: '(3, 2)' }) },
      'invalid: features.npy row 1 column 1 (counted from 0): NaN is not a finite number',
    ],
  ])('%s', async (_what, sources, message) => {
    expect(await refused(sources)).toBe(message);
  });

  it('an unknown item, with the valid ids in the fix', async () => {
    const how = (sources: Sources) =>
      importing(sources).done.then(
        () => '',
        (error: { how: string }) => error.how.replace(/\S*\//, ''),
      );
    expect(await how({ events: 'user,item\nu,3\n' })).toBe('an item must be a row number of features.npy, 0 to 2');
    expect(await how({ events: 'user,item\nu,0\n', items: 'id\na\nb\nc\n' })).toBe(
      'an item must be an id of items.csv',
    );
  });

  it('missing files', async () => {
    const { options, done, folder } = importing({});
    await done;
    const none = join(folder, 'none');
    const before = names(folder);
    for (const missing of ['events', 'validation', 'items', 'features'])
      expect(
        await importRefusal(importInteractions({ ...options, out: join(folder, 'new'), [missing]: none }), folder),
      ).toMatch(/^missing: none: cannot be (read|opened)$/);
    expect(names(folder)).toEqual(before);
  });
});

it('keeps an existing dataset without force, and if a forced import fails', async () => {
  const { options, done, folder, out } = importing({});
  await done;
  expect(await importRefusal(importInteractions(options), folder)).toBe('exists: out: exists and is not empty');
  writeFileSync(options.events, 'user,item\nu,7\n');
  expect(await importRefusal(importInteractions({ ...options, force: true }), folder)).toBe(
    'invalid: events.csv line 2: unknown item "7"',
  );
  expect((await openDataset(out)).events.item).toEqual(Int32Array.of(0));
  writeFileSync(options.events, 'user,item\nu,1\n');
  await importInteractions({ ...options, force: true });
  expect((await openDataset(out)).events.item).toEqual(Int32Array.of(1));
  expect(names(folder)).toEqual(['events.csv', 'features.npy', 'out']);
});

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('leaves no files on %s', async (signal, exit) => {
  const { 'features.npy': features, folder } = files({ 'features.npy': matrix(3, 2) });
  const events = join(folder, 'events.csv');
  execFileSync('mkfifo', [events]);
  const writing = openSync(events, 'r+');
  writeSync(writing, 'user,item\nu,0\n'); // and never ends
  const out = join(folder, 'deep', 'out');
  const module = new URL('../../../trainer/dataset/interactions.ts', import.meta.url).href;
  const options = JSON.stringify({ events, features, out });
  const script = `import { importInteractions } from '${module}'; await importInteractions(${options});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const temp = `${out}.tmp-${child.pid}`;
  await expect.poll(() => existsAll(temp, ['items.csv', 'events.csv']), { timeout: 20_000 }).toBe(true);
  child.kill(signal);
  await expect.poll(() => names(folder), { timeout: 10_000 }).toEqual(['events.csv', 'features.npy']);
  closeSync(writing); // the reader's thread waits in the pipe, and the process for its thread
  expect(await ended).toBe(exit);
});

function existsAll(folder: string, wanted: string[]): boolean {
  try {
    return wanted.every((name) => names(folder).includes(name));
  } catch {
    return false;
  }
}

describe('sizes that a later step cannot take', () => {
  it.each([
    ['items', 2_000_001, 1, 'has 2,000,001 items; at most 2,000,000 can be trained on'],
    [
      'numbers',
      1_500_000,
      1_000,
      'has 1,500,000 items x 1,000 features, 1,500,000,000 numbers; at most 1,073,741,824 can be trained on',
    ],
  ])('too many %s', async (_, rows, columns, said) => {
    const { folder } = files({ 'events.csv': EVENTS });
    const features = join(folder, 'features.npy');
    // A sparse file: its values take no space on disk.
    const head = npyBytes(new Uint8Array(), { shape: `(${rows}, ${columns})` });
    writeFileSync(features, head);
    truncateSync(features, head.length + 4 * rows * columns);
    const done = importInteractions({ events: join(folder, 'events.csv'), features, out: join(folder, 'out') });
    expect(await importRefusal(done, folder)).toBe(`invalid: features.npy: ${said}`);
  });
});
