// `import ugallery`: small files in the published format, worked by hand, partly through the command line.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHashes, parseSeconds } from '../../../trainer/dataset/basket-list.ts';
import { openDataset } from '../../../trainer/dataset/dataset.ts';
import { split } from '../../../trainer/dataset/split.ts';
import { importUGallery } from '../../../trainer/dataset/ugallery.ts';
import { curatornet } from '../command.ts';
import { objects } from './pickled.ts';
import { files, importRefusal, names } from './support.ts';

// np.array([(h, np.arange(2, dtype='f8') + 10 * i) for i, h in enumerate(['a1', 'b2', 'c3', 'd4'])], dtype=object)
// base64.b64encode(pickle.dumps(array, protocol=3)), which is what numpy.save writes
const FOUR =
  'gANjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxAGNudW1weQpuZGFycmF5CnEBSwCFcQJDAWJxA4dxBFJxBShLAUsESwKGcQZjbnVtcHkKZHR5cGUKcQdYAgAAAE84cQiJiIdxCVJxCihLA1gBAAAAfHELTk5OSv////9K/////0s/dHEMYoldcQ0oWAIAAABhMXEOaABoAUsAhXEPaAOHcRBScREoSwFLAoVxEmgHWAIAAABmOHETiYiHcRRScRUoSwNYAQAAADxxFk5OTkr/////Sv////9LAHRxF2KJQxAAAAAAAAAAAAAAAAAAAPA/cRh0cRliWAIAAABiMnEaaABoAUsAhXEbaAOHcRxScR0oSwFLAoVxHmgViUMQAAAAAAAAJEAAAAAAAAAmQHEfdHEgYlgCAAAAYzNxIWgAaAFLAIVxImgDh3EjUnEkKEsBSwKFcSVoFYlDEAAAAAAAADRAAAAAAAAANUBxJnRxJ2JYAgAAAGQ0cShoAGgBSwCFcSloA4dxKlJxKyhLAUsChXEsaBWJQxAAAAAAAAA+QAAAAAAAAD9AcS10cS5iZXRxL2Iu';

const PURCHASES = `user_id_hash,purchased_artwork_ids_hash,purchase_timestamp
u,"['d4', 'b2']",1396310400
v,['a1'],1396310400.0
u,"[""b2""]",2014-04-02 00:00:00
u,[],1396396801
u,['a1'],1396396800.25
`;
const INVENTORY = `artwork_id_hash,artist_id_hash,upload_timestamp
d4,ann,1388534400
a1,ben,2014-01-01
b2,ann,1388534400.5
c3,,
`;
const CLUSTERS = '{"d4": 2, "x9": 5, "a1": 0, "b2": 2, "c3": 11}';

interface Sources {
  purchases?: string;
  inventory?: string;
  clusters?: string;
}

function sources({ purchases = PURCHASES, inventory = INVENTORY, clusters }: Sources = {}) {
  const paths = files({
    'purchases.csv': purchases,
    'inventory.csv': inventory,
    'resnet_embeddings.npy': objects(Buffer.from(FOUR, 'base64'), '(4, 2)'),
    'clusters.json': clusters ?? '',
  });
  return {
    folder: paths.folder,
    options: {
      purchases: paths['purchases.csv'],
      inventory: paths['inventory.csv'],
      features: paths['resnet_embeddings.npy'],
      ...(clusters === undefined ? {} : { clusters: paths['clusters.json'] }),
      out: join(paths.folder, 'out'),
    },
  };
}

/** The arguments of the command line for the options. */
const words = (options: Record<string, string>) =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);

describe('creates a dataset', () => {
  it('through the command line', async () => {
    const { options } = sources({ clusters: CLUSTERS });
    const { status, stdout, stderr } = await curatornet('import', 'ugallery', ...words(options), '--name', 'UGallery');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      `imported ${options.out}: 5 events by 2 users, 4 items\nLeft out: 1 basket without artworks.\n`,
    );
    const text = (name: string) => readFileSync(join(options.out, name), 'utf8');
    // In row order of the embeddings. b2 and a1 were bought twice, d4 once, c3 never.
    expect(text('items.csv')).toBe(
      'id,artist,uploaded_at,unique\n' +
        'a1,ben,2014-01-01T00:00:00Z,false\n' +
        'b2,ann,2014-01-01T00:00:00.500Z,false\n' +
        'c3,,,\n' +
        'd4,ann,2014-01-01T00:00:00Z,true\n',
    );
    // date -ud @1396310400 +%FT%TZ. The empty row is numbered too.
    expect(text('events.csv')).toBe(
      'user,item,at,basket\n' +
        'u,d4,2014-04-01T00:00:00Z,1\n' +
        'u,b2,2014-04-01T00:00:00Z,1\n' +
        'v,a1,2014-04-01T00:00:00Z,2\n' +
        'u,b2,2014-04-02T00:00:00Z,3\n' +
        'u,a1,2014-04-02T00:00:00.250Z,5\n',
    );
    expect(text('clusters.csv')).toBe('id,cluster\na1,0\nb2,2\nc3,11\nd4,2\n');
    const dataset = await openDataset(options.out);
    expect(dataset.features).toEqual(Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31));
    expect(dataset.clusters).toEqual(Int32Array.of(0, 2, 11, 2));
    expect([dataset.name, dataset.provenance]).toEqual([
      'UGallery',
      'Imported from purchases.csv, inventory.csv, resnet_embeddings.npy, clusters.json. Left out: 1 basket without artworks.',
    ]);
    // u's baskets by time: d4 and b2, then b2 again, then a1, which is hidden.
    expect(split(dataset)).toMatchObject({ history: [[3, 1], [0]], hidden: [[0], []], how: 'last basket' });
  });

  it('with two baskets in the same second, in row order', async () => {
    const rows = "u,['a1'],1396310400\nu,['b2'],1396310400\n";
    const { options } = sources({ purchases: PURCHASES.split('\n')[0].concat('\n', rows) });
    await importUGallery(options);
    expect(split(await openDataset(options.out))).toMatchObject({ history: [[0]], hidden: [[1]] });
  });

  it('of the artworks in all files with --drop-unknown', async () => {
    const { options } = sources({
      purchases: `${PURCHASES}w,"['x9', 'c3', 'd4', 'x9']",1396396802\ny,['x9'],1396396803\n`,
      inventory: `${INVENTORY.replace('d4,ann,1388534400\n', '')}e5,eve,0\n`,
    });
    const { status, stdout } = await curatornet('import', 'ugallery', ...words(options), '--drop-unknown');
    expect(status).toBe(0);
    expect(stdout).toContain('5 events by 3 users, 3 items\nLeft out: ');
    const { provenance, items } = await openDataset(options.out);
    expect(provenance).toMatch(
      /npy\. Left out: 1 embedding without an inventory row, 1 inventory row without an embedding, 5 purchases of unknown artworks, 1 basket without artworks\.$/,
    );
    expect(items.map(({ id, unique }) => [id, unique])).toEqual([
      ['a1', false],
      ['b2', false],
      ['c3', true],
    ]);
    expect((await openDataset(options.out)).features).toEqual(Float32Array.of(0, 1, 10, 11, 20, 21));
  });
});

describe('rejects, and leaves no files', () => {
  const purchase = (line: string) => ({ purchases: `${PURCHASES}${line}\n` });
  const item = (line: string) => ({ inventory: `${INVENTORY}${line}\n` });
  it.each<[string, Sources, string]>([
    [
      'an unknown artwork',
      purchase(`w,"['a1', 'x9']",0`),
      'mismatch: purchases.csv line 7: the artwork "x9" is not in the inventory',
    ],
    [
      'an item without an embedding',
      item('x9,ann,0'),
      'mismatch: inventory.csv line 6: the artwork "x9" has no embedding',
    ],
    ['a repeated item', item('a1,ann,0'), 'invalid: inventory.csv line 6: repeats the artwork "a1" of line 3'],
    ['an item without a hash', item(',ann,0'), 'invalid: inventory.csv line 6: the artwork is empty'],
    [
      'an invalid upload time',
      item('a1,ann,soon'),
      'invalid: inventory.csv line 6: upload_timestamp "soon" is not a time',
    ],
    [
      'items of another set',
      { inventory: INVENTORY.split('\n')[0] },
      'mismatch: inventory.csv: has no artwork of resnet_embeddings.npy',
    ],
    [
      'another column',
      { inventory: 'artwork_id_hash,artist_id_hash,upload_timestamp,medium\n' },
      'malformed: inventory.csv line 1: unknown column "medium"',
    ],
    ["pandas' index", { purchases: `,${PURCHASES}` }, 'malformed: purchases.csv line 1: unknown column ""'],
    [
      'a missing column',
      { purchases: 'user_id_hash,purchase_timestamp\n' },
      'malformed: purchases.csv line 1: missing column "purchased_artwork_ids_hash"',
    ],
    ['no user', purchase('"",[\'a1\'],0'), 'invalid: purchases.csv line 7: the user is empty'],
    ['no time', purchase("w,['a1'],"), 'invalid: purchases.csv line 7: purchase_timestamp "" is not a time'],
    [
      'milliseconds',
      purchase("w,['a1'],1396310400000"),
      'invalid: purchases.csv line 7: purchase_timestamp "1396310400000" is not a time in seconds; is it in milliseconds?',
    ],
    [
      'a hash instead of a list',
      purchase('w,a1,0'),
      'invalid: purchases.csv line 7: purchased_artwork_ids_hash "a1" is not a list of hashes',
    ],
    [
      'nothing bought',
      { purchases: `${PURCHASES.split('\n')[0]}\nu,[],0\n` },
      'malformed: purchases.csv: has no purchases of known artworks',
    ],
    ['clusters that are not JSON', { clusters: '{' }, 'malformed: clusters.json: is not JSON'],
    [
      'a cluster that is not a number',
      { clusters: CLUSTERS.replace('11', '"11"') },
      'malformed: clusters.json: is not a map of artworks to clusters:\n✖ must be a finite number\n  → at c3',
    ],
    [
      'a list of clusters',
      { clusters: '[1, 2]' },
      'malformed: clusters.json: is not a map of artworks to clusters:\n✖ must be an object',
    ],
    [
      'an item without a cluster',
      { clusters: '{"a1": 0}' },
      'mismatch: clusters.json: has no cluster for the artwork "b2"',
    ],
  ])('%s', async (_what, contents, message) => {
    const { folder, options } = sources(contents);
    const before = names(folder);
    expect(await importRefusal(importUGallery(options), folder)).toBe(message);
    expect(names(folder)).toEqual(before);
  });

  it('an existing folder', async () => {
    const { folder, options } = sources();
    await importUGallery(options);
    expect(await importRefusal(importUGallery(options), folder)).toBe('exists: out: exists and is not empty');
    await importUGallery({ ...options, force: true });
  });
});

describe('options of each format', () => {
  const how = '\n  for the list of options: curatornet import --help\n';
  it.each<[string, string[], string]>([
    ['purchases', ['ugallery', '--inventory', 'i', '--features', 'f', '--out', 'o'], `--purchases is missing${how}`],
    ['inventory', ['ugallery', '--purchases', 'p', '--features', 'f', '--out', 'o'], `--inventory is missing${how}`],
    ['features', ['ugallery', '--purchases', 'p', '--inventory', 'i', '--out', 'o'], `--features is missing${how}`],
    ['events', ['interactions', '--features', 'f', '--out', 'o'], `--events is missing${how}`],
    ['out', ['interactions', '--events', 'e', '--features', 'f'], `--out is missing${how}`],
    ['--events for ugallery', ['ugallery', '--events', 'e'], `--events is not an option of the format ugallery${how}`],
    ['--zone for ugallery', ['ugallery', '--zone', 'UTC'], `--zone is not an option of the format ugallery${how}`],
    [
      'an unknown format',
      ['movielens'],
      "unknown format 'movielens'\n  the formats are: interactions (CSV files and a matrix of features), ugallery (UGallery's published purchases)\n",
    ],
    ['no format', [], `FORMAT is missing${how}`],
  ])('%s', async (_what, args, message) => {
    expect(await curatornet('import', ...args)).toEqual({ status: 2, stdout: '', stderr: message });
    expect(existsSync('o')).toBe(false);
  });

  it('help lists the options of both formats', async () => {
    const { status, stdout } = await curatornet('import', '--help');
    expect(status).toBe(0);
    for (const line of [
      'FORMAT is interactions or ugallery',
      /--events FILE +interactions: CSV: user, item.*\(required\)/,
      /--purchases FILE +ugallery: CSV: user_id_hash.*\(required\)/,
      /--features FILE +interactions: .*\n +ugallery: .*\(required\)/,
      /--drop-unknown +interactions: .*\n +ugallery: /,
      /--out DIR +the folder to create \(required\)/,
    ])
      expect(stdout).toMatch(line);
  });
});

describe('parseHashes of a Python list', () => {
  it.each<[string, string[]]>([
    ["['a1', 'b2']", ['a1', 'b2']],
    ['["a1","b2"]', ['a1', 'b2']],
    [" [ 'a1' ,\"b'2\" ] ", ['a1', "b'2"]],
    ['[]', []],
    ['[ ]', []],
    ["['a,1']", ['a,1']],
  ])('%s', (text, hashes) => expect(parseHashes(text)).toEqual(hashes));

  it.each([
    '',
    'a1',
    '[',
    "['a1'",
    "['a1',]",
    "['a1' 'b2']",
    '[\'a1"]',
    '[a1]',
    "['a\\'1']",
    "[['a1']]",
    "['a1'], ['b2']",
    '[,]',
  ])('rejects %s', (text) =>
    expect(() => parseHashes(text)).toThrow(/^purchased_artwork_ids_hash .* is not a list of hashes$/),
  );
  it('rejects an empty hash', () => expect(() => parseHashes("['']")).toThrow('the artwork is empty'));
  it('takes linear time', () => {
    const started = performance.now();
    expect(() => parseHashes(`[${' '.repeat(30_000)}${"'a', ".repeat(5_000)}`)).toThrow();
    expect(() => parseHashes(`[${"'a', ".repeat(5_000)}${' '.repeat(30_000)}x]`)).toThrow();
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

it('parseSeconds reads integers, decimals and ISO 8601, from 1970 to 2099', () => {
  const times = ['1396310400', '1396310400.0', '1.5', '2014-04-01', '2014-04-01 00:00:00+00:00'];
  expect(times.map((text) => parseSeconds(text, 'at'))).toEqual([1396310400, 1396310400, 1.5, 1396310400, 1396310400]);
  for (const text of ['-1.5', '-1', '4102444800.5', '1969-12-31'])
    expect(() => parseSeconds(text, 'at'), text).toThrow(/^at ".*" is not between 1970 and 2099$/);
  for (const text of ['', 'nan', '1.4e9', '1,5', '.5', '1396310400000.0'])
    expect(() => parseSeconds(text, 'at'), text).toThrow(/^at ".*" is not a time$/);
});
