// curatornet report: the page shows the contents of the run folder, and executes nothing.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AblationEntry } from '../../../trainer/ablate/ablation-file.ts';
import { writeNpy } from '../../../trainer/dataset/npy.ts';
import type { Evaluation } from '../../../trainer/evaluate/protocol.ts';
import { Random } from '../../../trainer/random.ts';
import { curatornet, temporaryFolder } from '../command.ts';
import {
  attribute,
  byTag,
  elements,
  HOSTILE,
  hostileStore,
  type Page,
  readPage,
  section,
  text,
  values,
} from './support.ts';

/** The columns of the paper's table 2. */
const COLUMNS = [
  'auc',
  'recallAt20',
  'precisionAt20',
  'ndcgAt20',
  'recallAt100',
  'precisionAt100',
  'ndcgAt100',
] as const;

const folder = temporaryFolder();
const run = join(folder, 'run');
const report = (...more: string[]) => curatornet('report', '--run', run, ...more);
const json = (name: string) => JSON.parse(readFileSync(join(run, name), 'utf8'));
const entries = (): AblationEntry[] => json('ablation.json').entries;
/** Guideline 3 and its negatives need clusters, so `run` must compute them. */
const SETTINGS = ['negatives=guidelines', 'favouriteArtists=1', 'ablationTriples=1024', 'validationTriples=256'];
const PAGE = join(run, 'report/index.html');

let store: string;
let page: Page;
let evaluation: Evaluation;
beforeAll(async () => {
  store = await hostileStore(folder);
  mkdirSync(join(store, 'images'));
  for (const row of [1, 2, 3])
    await sharp({ create: { width: 90, height: 60, channels: 3, background: { r: 80 * row, g: 40, b: 90 } } })
      .webp()
      .toFile(join(store, `images/w-${row}.webp`));
  writeFileSync(join(store, 'images/w-4.webp'), 'no picture');
  const { status, stderr, stdout } = await curatornet(
    ...['run', '--data', store, '--run', run, '--preset', 'smoke', '--json'],
    ...SETTINGS.flatMap((change) => ['--set', change]),
  );
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/k-means[\s\S]*train[\s\S]*evaluate[\s\S]*ablation {2}1 of 8: as trained/);
  expect(stderr).toContain('images/w-4.webp: ');
  expect(Object.keys(JSON.parse(stdout))).toEqual(['clusters', 'training', 'evaluation', 'report', 'export']);
  page = readPage(run);
  evaluation = json('evaluation.json');
});

it('is valid HTML, with all sections', () => {
  expect(page.errors).toEqual([]);
  expect(byTag(page.tree, 'section').map((each) => attribute(each, 'id'))).toEqual([
    ...['summary', 'accuracy', 'lists', 'guidelines', 'ablation', 'map', 'training', 'data', 'card'],
  ]);
});

describe('the tables equal evaluation.json', () => {
  it.each(['all', 'cold'] as const)('%s items', (items) => {
    const tables = byTag(section(page.tree, 'accuracy'), 'tbody');
    const rows = byTag(tables[items === 'all' ? 0 : 1], 'tr');
    const expected = evaluation.rows.filter((row) => row.items === items);
    expect(rows.length).toBeGreaterThan(6);
    expect(rows.map(values)).toEqual(expected.map((row) => COLUMNS.map((key) => row[key])));
    for (const [place, row] of rows.entries()) {
      expect(text(byTag(row, 'th')[0]).slice(1)).toBe(expected[place].method);
      for (const shown of byTag(row, 'data'))
        expect(text(shown)).toBe(Number(attribute(shown, 'value')).toFixed(4).replace(/^0/, ''));
      const intervals = COLUMNS.map((key) => expected[place].intervals[key]);
      expect(byTag(row, 'small').map(text)).toEqual(
        intervals.map((ends) => ends.map((end) => end.toFixed(4).replace(/^0/, '')).join('–')),
      );
    }
  });

  it('letters of the beaten methods, and the best of each column in bold', () => {
    const rows = byTag(byTag(section(page.tree, 'accuracy'), 'tbody')[0], 'tr');
    const methods = evaluation.rows.filter(({ items }) => items === 'all').map(({ method }) => method);
    let letters = 0;
    for (const [place, row] of rows.entries())
      for (const [column, cell] of byTag(row, 'td').entries()) {
        const sure = evaluation.comparisons.filter(
          (c) => c.items === 'all' && c.metric === COLUMNS[column] && c.holm < 0.05,
        );
        const beats = methods.filter((other) =>
          sure.some(
            ({ a, b, difference }) =>
              (a === methods[place] && b === other && difference > 0) ||
              (b === methods[place] && a === other && difference < 0),
          ),
        );
        const expected = beats.map((other) => 'abcdefghijk'[methods.indexOf(other)]).join('');
        letters += expected.length;
        expect(text(byTag(cell, 'sup')[0])).toBe(expected);
      }
    expect(letters).toBeGreaterThan(50);
    for (const [column, key] of COLUMNS.entries()) {
      const all = evaluation.rows.filter(({ items, method }) => items === 'all' && method !== 'oracle');
      const best = Math.max(...all.map((row) => row[key]));
      const bold = rows.filter((row) => attribute(byTag(row, 'td')[column], 'class') === 'best');
      expect(bold.map((row) => values(row)[column])).toEqual(all.flatMap((row) => (row[key] === best ? [best] : [])));
    }
  });

  it('the nDCG of the paper’s authors', () => {
    const rows = byTag(byTag(section(page.tree, 'accuracy'), 'tbody')[2], 'tr');
    const of = (items: string) => evaluation.rows.filter((row) => row.items === items);
    const expected = of('all').map(({ authorsNdcgAt20, authorsNdcgAt100 }, i) => {
      const cold = of('cold')[i];
      return [authorsNdcgAt20, authorsNdcgAt100, cold.authorsNdcgAt20, cold.authorsNdcgAt100];
    });
    expect(rows.map(values)).toEqual(expected);
  });

  it('beyond accuracy', () => {
    const rows = byTag(byTag(section(page.tree, 'lists'), 'tbody')[0], 'tr');
    expect(rows.map(values)).toEqual(
      evaluation.lists.map((row) =>
        [
          ...[row.recall, row.ndcg, row.coverage, row.novelty, row.diversity, row.newcomers],
          ...[row.cold, row.rare, row.rareRecall],
        ].filter((value) => value !== null),
      ),
    );
  });
});

it('the ablation equals ablation.json, compared on the same users', () => {
  const own = entries().filter(({ model }) => model === 'CuratorNet');
  const rows = byTag(byTag(section(page.tree, 'ablation'), 'tbody')[0], 'tr');
  expect(rows.map((row) => text(byTag(row, 'th')[0]))).toEqual([
    ...['as trained', 'random negatives', 'without leave one out', 'without guideline 3'],
    ...['without guideline 4', 'without guideline 5'],
  ]);
  expect(rows.map((row) => values(row)[0])).toEqual(own.map(({ rows: [{ auc }] }) => auc));
  const asked = evaluation.rows.find(({ items }) => items === 'all')!.users;
  for (const { rows, comparisons, against, name } of entries()) {
    expect(rows[0]).toMatchObject({ users: asked, items: 'all' });
    expect(comparisons.every(({ a, b }) => a === name && b === against)).toBe(true);
    expect(comparisons.length > 0).toBe(against !== null);
  }
  const [first, second] = own;
  const test = second.comparisons.find(({ metric, items }) => metric === 'auc' && items === 'all')!;
  expect(test.difference).toBeCloseTo(second.rows[0].auc - first.rows[0].auc, 12);
});

it('figure 3 has both models, with p', () => {
  const figures = text(section(page.tree, 'guidelines'));
  const vbpr = entries().filter(({ model }) => model === 'VBPR');
  expect(vbpr.map(({ negatives }) => negatives)).toEqual(['guidelines', 'uniform']);
  const { t } = vbpr[1].comparisons.find(({ metric, items }) => metric === 'auc' && items === 'all')!;
  expect(figures).toContain(t < 0.001 ? `p = ${t.toExponential(1)}` : `p = ${t.toFixed(3).slice(1)}`);
  expect(figures.match(/VBPR/g)!.length).toBeGreaterThanOrEqual(3);
});

describe('escapes names that contain code', () => {
  it('in the page', () => {
    expect(byTag(page.tree, 'script')).toEqual([]);
    expect(text(byTag(page.tree, 'h1')[0])).toBe(`CuratorNet on ${HOSTILE.name}`);
    expect(text(byTag(page.tree, 'title')[0])).toBe(`CuratorNet on ${HOSTILE.name}`);
    const all = elements(page.tree);
    expect(all.length).toBeGreaterThan(500);
    for (const { attrs, tagName } of all)
      for (const { name, value } of attrs) {
        expect(name, tagName).not.toMatch(/^on/);
        if (/^(href|src)$/.test(name)) expect(value).toMatch(/^(#|data:image\/jpeg;base64,|https:\/\/arxiv\.org\/)/);
      }
  });
  it('in the figures, which are XML, and in the model card', async () => {
    const figures = readdirSync(join(run, 'report')).filter((name) => name.endsWith('.svg'));
    expect(figures).toContain('map.svg');
    expect(figures.length).toBeGreaterThan(8);
    for (const name of figures) {
      const source = readFileSync(join(run, 'report', name), 'utf8');
      expect(source).not.toMatch(/<script|<img/);
      // librsvg rejects invalid XML.
      expect((await sharp(join(run, 'report', name)).metadata()).width, name).toBeGreaterThan(300);
    }
    expect(readFileSync(join(run, 'report/map.svg'), 'utf8')).toContain('&lt;/title&gt;&lt;/svg&gt;&lt;script&gt;');
    const card = readFileSync(join(run, 'bundle/MODEL_CARD.md'), 'utf8');
    expect(card).not.toMatch(/(^|[^\\])<(script|img)/);
    expect(card).toMatch(/^# Model card: CuratorNet [0-9a-f]{16}\n/);
    expect(card).toContain(JSON.parse(readFileSync(join(run, 'bundle/manifest.json'), 'utf8')).version);
  });
});

it('embeds pictures of the folder images/, and skips a broken one', () => {
  const embedded = byTag(section(page.tree, 'map'), 'image').map((each) => attribute(each, 'href')!);
  expect(embedded.length).toBeGreaterThanOrEqual(1);
  expect(embedded.length).toBeLessThanOrEqual(3);
  for (const address of embedded) expect(address).toMatch(/^data:image\/jpeg;base64,\/9j\//);
});

it('the bundle has the same page, which does not affect its version', async () => {
  const version = () => JSON.parse(readFileSync(join(run, 'bundle/manifest.json'), 'utf8')).version;
  const before = version();
  expect(readFileSync(join(run, 'bundle/report/index.html'), 'utf8')).toBe(page.source);
  expect((await curatornet('export', '--run', run)).status).toBe(0);
  expect(version()).toBe(before);
  expect(readFileSync(join(run, 'bundle/report/index.html'), 'utf8')).toBe(page.source);
});

it('two reports of one run are the same bytes, and the second trains nothing', async () => {
  const again = await report();
  expect(again.status, again.stderr).toBe(0);
  expect(again.stderr).not.toContain('ablation');
  expect(readFileSync(PAGE, 'utf8')).toBe(page.source);
});

describe('an ablation', () => {
  it('resumes after a kill, with the same results', async () => {
    const before = readFileSync(join(run, 'ablation.json'), 'utf8');
    rmSync(join(run, 'ablation.json'));
    await killedAt('ablation  4 of 8', 'report', '--run', run);
    expect(entries().map(({ name }) => name)).toEqual(
      (JSON.parse(before).entries as AblationEntry[]).slice(0, 3).map(({ name }) => name),
    );
    const shown = await report('--no-ablation');
    expect(shown.stdout).toContain('3 variants');
    const rest = await report();
    expect(rest.stderr).toContain('ablation  1 of 5');
    expect(readFileSync(join(run, 'ablation.json'), 'utf8')).toBe(before);
    expect(readFileSync(PAGE, 'utf8')).toBe(page.source);
    expect(existsSync(join(run, 'ablation'))).toBe(false);
  }, 180_000);
  it('of other settings is not reused', async () => {
    const config = readFileSync(join(run, 'config.json'), 'utf8');
    writeFileSync(join(run, 'config.json'), config.replace('"l2": 0.001', '"l2": 0.002'));
    // VBPR has a penalty of its own.
    const { stdout } = await report('--no-ablation');
    writeFileSync(join(run, 'config.json'), config);
    expect(stdout).toContain('2 variants');
    expect(text(section(readPage(run).tree, 'ablation'))).toContain('curatornet report --run RUN');
  });
  it('that cannot be read is rejected', async () => {
    const before = readFileSync(join(run, 'ablation.json'), 'utf8');
    writeFileSync(join(run, 'ablation.json'), before.slice(0, 100));
    const { status, stderr } = await report();
    expect([status, stderr]).toEqual([2, expect.stringContaining('remove it: curatornet report')]);
    writeFileSync(join(run, 'ablation.json'), before);
  });
});

describe('names the command for missing data', () => {
  it('without clusters, ablation and evaluation', async () => {
    const bare = join(folder, 'bare');
    await curatornet('train', '--data', store, '--run', bare, '--preset', 'smoke');
    const { status, stderr } = await curatornet('report', '--run', bare);
    expect(status, stderr).toBe(0);
    const { tree, errors } = readPage(bare);
    expect(errors).toEqual([]);
    const commands = Object.fromEntries(
      ['accuracy', 'guidelines', 'ablation', 'map'].map((id) => [id, byTag(section(tree, id), 'code').map(text)]),
    );
    const more = 'curatornet train --data DIR --run RUN --set ablationTriples=100000';
    expect(commands).toEqual({
      accuracy: ['curatornet evaluate --run RUN'],
      guidelines: [more],
      ablation: [more],
      map: ['curatornet cluster --data DIR --run RUN'],
    });
  });
  it('without a run', async () => {
    const { status, stderr } = await curatornet('report', '--run', join(folder, 'nowhere'));
    expect([status, stderr]).toEqual([2, expect.stringContaining('train first: curatornet train')]);
  });
});

it('the yields equal sample.json, shortfalls and skipped guidelines included', async () => {
  const quota = (asked: number, drawn: number) => ({ asked, drawn });
  const full = { guideline: 'guideline 4', about: 'profile items', training: quota(900, 900), validation: quota(9, 9) };
  const short = { guideline: 'guideline 5', about: 'single', training: quota(1000, 250), validation: quota(80, 20) };
  const skipped = [{ guideline: 'guideline 1', reason: 'the dataset has no <b>baskets</b>' }];
  const kept = readFileSync(join(run, 'sample.json'), 'utf8');
  writeFileSync(join(run, 'sample.json'), JSON.stringify({ yields: [full, short], skipped }));
  const { status, stderr } = await report('--no-ablation');
  writeFileSync(join(run, 'sample.json'), kept);
  expect(status, stderr).toBe(0);
  const rows = byTag(byTag(section(readPage(run).tree, 'training'), 'tbody')[0], 'tr');
  expect(rows.slice(0, 2).map(values)).toEqual([
    [900, 9],
    [250, 20],
  ]);
  expect(rows.map(text)).toEqual([
    'guideline 4profile items900of 9009of 9',
    'guideline 5single250of 1,000, 25.0%20of 80, 25.0%',
    'guideline 1skipped: the dataset has no <b>baskets</b>',
  ]);
  const own = byTag(byTag(section(page.tree, 'training'), 'tbody')[0], 'tr');
  const asked = json('sample.json').yields.map((each: typeof full) => [each.training.drawn, each.validation.drawn]);
  expect(own.map(values)).toEqual(asked);
});

it('stays below 3 MB with 6,040 items and noise as pictures', async () => {
  const large = join(folder, 'large');
  const wide = join(folder, 'large-run');
  const random = new Random(5);
  const events = Array.from({ length: 300 }, (_, i) => `u${i % 60},${random.below(6040)}`);
  writeFileSync(join(folder, 'many.csv'), `user,item\n${events.join('\n')}\n`);
  const features = Float32Array.from({ length: 6040 * 8 }, () => random.uniform());
  await writeNpy(join(folder, 'many.npy'), 6040, 8, [features]);
  const files = ['--events', join(folder, 'many.csv'), '--features', join(folder, 'many.npy')];
  await curatornet('import', 'interactions', ...files, '--out', large);
  mkdirSync(join(large, 'images'));
  for (let row = 0; row < 6040; row += 10) {
    const noise = Uint8Array.from({ length: 3 * 76 * 76 }, () => random.below(256));
    await sharp(noise, { raw: { width: 76, height: 76, channels: 3 } })
      .webp()
      .toFile(join(large, `images/${row}.jpg`));
  }
  await curatornet('train', '--data', large, '--run', wide, '--preset', 'smoke');
  const { fingerprint } = JSON.parse(readFileSync(join(large, 'dataset.json'), 'utf8'));
  const map = Array.from({ length: 6040 }, () => [random.uniform(), random.uniform()]);
  const labels = map.map((_, row) => row % 100);
  const clusters = {
    format: 1,
    dataset: fingerprint,
    seed: 1,
    k: 100,
    dimensions: 8,
    explainedVariance: 1,
    labels,
    map,
  };
  const runs = [{ inertia: 1, silhouette: 0.1, iterations: 1 }];
  writeFileSync(join(wide, 'clusters.json'), JSON.stringify({ ...clusters, runs, silhouette: 0.1 }));
  const { status, stderr } = await curatornet('report', '--run', wide);
  expect(status, stderr).toBe(0);
  const { source, tree } = readPage(wide);
  expect(byTag(tree, 'image').length).toBeGreaterThan(100);
  expect(source.length).toBeGreaterThan(500_000);
  // The limit is 3 MB; these 320 pictures would exceed their part of it.
  expect(source.length).toBeLessThan(1_100_000);
}, 180_000);

/** Runs a command and kills it when stderr contains a text. */
function killedAt(said: string, ...args: string[]): Promise<void> {
  const cli = fileURLToPath(new URL('../../../trainer/cli.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    if (stderr.includes(said)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) =>
    child.on('close', (_, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`never said: ${said}`)))),
  );
}
