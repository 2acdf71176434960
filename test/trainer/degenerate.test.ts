// Degenerate data through the command line, from CSV and npy to a bundle: the pipeline completes or names the cause.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { curatornet, temporaryFolder } from './command.ts';

const folder = temporaryFolder();
// Leave-one-out only, as in the default preset: other guidelines draw triples of single items too.
const TINY = ['triples=60', 'validationTriples=10', 'batch=20', 'profileItems=0', 'singleItem=0'].flatMap((change) => [
  '--set',
  change,
]);

/** float32 rows as npy. */
function npy(rows: number[][]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0].length}), }`;
  const padded = `${header.padEnd(64 * Math.ceil((header.length + 11) / 64) - 11)}\n`;
  const start = Buffer.from(
    `\x93NUMPY\x01\x00${String.fromCharCode(padded.length & 255, padded.length >> 8)}`,
    'latin1',
  );
  return Buffer.concat([start, Buffer.from(padded, 'latin1'), Buffer.from(Float32Array.from(rows.flat()).buffer)]);
}
const features = (items: number, of = (item: number, f: number) => Math.sin(1 + item * 7 + f * 3)) =>
  Array.from({ length: items }, (_, item) => [0, 1, 2, 3].map((f) => of(item, f)));
/** `users` users with `each` items each. */
const events = (users: number, each: number, items: number) =>
  Array.from({ length: users * each }, (_, i) => `u${Math.floor(i / each)},${(i * 5 + Math.floor(i / each)) % items}`);

interface Case {
  events: string[];
  features: number[][];
  validation?: string[];
  head?: string;
}
async function pipeline({ events, features, validation, head = 'user,item' }: Case) {
  const at = mkdtempSync(join(folder, 'case-'));
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(at, name), content);
    return join(at, name);
  };
  const table = (lines: string[]) => `${[head, ...lines].join('\n')}\n`;
  const imported = await curatornet(
    ...['import', 'interactions', '--events', file('events.csv', table(events)), '--out', join(at, 'data')],
    ...['--features', file('features.npy', npy(features))],
    ...(validation ? ['--validation', file('validation.csv', table(validation))] : []),
  );
  if (imported.status !== 0) return imported;
  const run = ['run', '--data', join(at, 'data'), '--run', join(at, 'run'), '--preset', 'smoke', '--no-ablation'];
  return curatornet(...run, ...TINY);
}

const GOES: Record<string, Case> = {
  'a handful of users': { events: events(6, 3, 9), features: features(9) },
  'the same event many times': {
    events: [...events(12, 3, 9), ...events(12, 3, 9), ...events(12, 3, 9)],
    features: features(9),
  },
  'constant features beside others': {
    events: events(12, 3, 9),
    features: features(9, (item, f) => (f === 0 ? 5 : Math.sin(item * 7 + f))),
  },
  'many users with one event': {
    events: [...events(12, 3, 9), ...events(80, 1, 9).map((line) => `one-${line}`)],
    features: features(9),
  },
  'times that are not known': {
    events: events(12, 3, 9).map((line, i) => `${line},${i % 2 ? '' : 1000 + i}`),
    features: features(9),
    head: 'user,item,at',
  },
  'all at one time': {
    events: events(12, 3, 9).map((line) => `${line},1000`),
    features: features(9),
    head: 'user,item,at',
  },
  'a validation set of users without a history': {
    events: events(12, 3, 9),
    features: features(9),
    validation: ['new-1,3', 'new-2,4'],
  },
  'numbers of very different size': {
    events: events(12, 3, 9),
    features: features(9, (item, f) => 10 ** (f * 6 - 9) * Math.sin(item * 7 + f)),
  },
};
it.each(Object.entries(GOES))('%s: completes', { timeout: 60_000 }, async (_, data) => {
  const { status, stdout, stderr } = await pipeline(data);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/exported .*: version [0-9a-f]{16}/);
  expect(stdout).not.toContain('NaN');
});

describe('rejects data without triples, and names the cause', () => {
  const REFUSED: [string, Case, string][] = [
    [
      'all items with the same features',
      { events: events(12, 3, 9), features: features(9, () => 1) },
      'the dataset allows no training triples: its 9 items all have the same features\n  embed the pictures again',
    ],
    [
      'one item',
      { events: ['ann,0', 'ben,0', 'cleo,0'], features: features(1) },
      'the dataset allows no training triples: it has one item; a triple compares two\n  add items',
    ],
    [
      'users with one event each',
      { events: events(12, 1, 9), features: features(9) },
      'the dataset allows no training triples: no user has two or more items outside the hidden ones\n  add events',
    ],
    [
      'users who have everything',
      { events: events(12, 9, 9), features: features(9), validation: ['u0,1'] },
      'the dataset allows no training triples: every user with two or more items has all items with other pictures',
    ],
    [
      'one user',
      { events: events(1, 4, 9), features: features(9) },
      'the dataset allows no training triples: all users that allow triples are used for validation\n  choose other validation users with --seed N, or use all users for both with --set validationUsers=0',
    ],
    [
      'features that are no numbers',
      { events: events(12, 3, 9), features: features(9, (item) => (item === 3 ? Number.NaN : item)) },
      'features.npy',
    ],
    ['no events', { events: [], features: features(9) }, 'events.csv'],
    ['an empty validation set', { events: events(12, 3, 9), features: features(9), validation: [] }, 'validation.csv'],
  ];
  it.each(REFUSED)('%s', { timeout: 60_000 }, async (_, data, message) => {
    const { status, stderr } = await pipeline(data);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/fault of the program|\n\s+at /);
    expect(status).toBe(2);
  });
});
