// npm run bench:quality: the table of all methods on TikTok, CryptoPunks and the simulated store, and its page in the docs.
//
// A cell is a dataset, a seed, and a preset or all rivals. Cells run in parallel, each in a process of its own; results lie
// in the folder --out as JSON, and a cell that is there is not computed again. So the benchmark may be stopped, resumed, and
// run in parts on several machines; `--page` joins what is there. It needs no network.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PRESETS } from '../../trainer/config.ts';
import { say } from '../../trainer/progress.ts';
import { type Cell, RIVALS } from './quality/cell.ts';
import { DATASETS, missingFiles, prepareDataset } from './quality/datasets.ts';
import { section } from './quality/tables.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [BEGIN, END] = ['<!-- npm run bench:quality -->', '<!-- end -->'];
const USAGE = `npm run bench:quality -- [options]
  --data DIR      the folder of the datasets: DIR/tiktok, DIR/cryptopunks
  --out DIR       the folder of results and runs (default .curatornet/quality)
  --datasets A,B  of ${Object.keys(DATASETS).join(', ')} (default all)
  --methods A,B   presets, and ${RIVALS} (default best,standard,${RIVALS})
  --seeds A,B     (default 1,2,3)
  --jobs N        cells at the same time (default: a quarter of the cores)
  --minutes N     start no cell after N minutes, and stop those that run; they resume the next time
  --prepare       create the folders of the datasets in --out, and compute nothing
  --page FILE     write the tables of all results between the markers of a page, and compute nothing`;

interface Job {
  name: string;
  dataset: string;
  seed: string;
  method: string;
}

const options = {
  data: { type: 'string' },
  out: { type: 'string', default: join(ROOT, '.curatornet/quality') },
  datasets: { type: 'string', default: Object.keys(DATASETS).join() },
  methods: { type: 'string', default: `best,standard,${RIVALS}` },
  seeds: { type: 'string', default: '1,2,3' },
  jobs: { type: 'string', default: String(Math.max(1, availableParallelism() >> 2)) },
  minutes: { type: 'string', default: '0' },
  prepare: { type: 'boolean' },
  page: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function fail(what: string): never {
  console.error(`${what}\n${USAGE}`);
  process.exit(2);
}

/** A comma-separated option whose parts must all be valid. */
function listed(text: string, isValid: (part: string) => boolean): string[] {
  const parts = text.split(',');
  const wrong = parts.find((part) => !isValid(part));
  if (wrong !== undefined) fail(`'${wrong}' is unknown`);
  return parts;
}

function parsed() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}
const values = parsed();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const out = resolve(values.out);
const results = join(out, 'results');
const folderOf = (dataset: string) => join(out, 'data', dataset);
const [jobs, minutes] = [values.jobs, values.minutes].map(Number);
if (!(jobs >= 1) || !(minutes >= 0)) fail('--jobs and --minutes must be numbers');

if (values.page !== undefined) await writePage(values.page);
else await compute();

async function compute(): Promise<void> {
  const startedAt = performance.now();
  const left = () => (minutes === 0 ? Number.POSITIVE_INFINITY : minutes * 60_000 - (performance.now() - startedAt));
  await mkdir(results, { recursive: true });
  const methods = listed(values.methods, (name) => name === RIVALS || Object.hasOwn(PRESETS, name));
  const seeds = listed(values.seeds, (seed) => /^\d{1,9}$/.test(seed));
  const waiting: Job[] = [];
  for (const dataset of listed(values.datasets, (name) => Object.hasOwn(DATASETS, name))) {
    const missing = missingFiles(dataset, values.data, folderOf(dataset));
    if (missing !== undefined) {
      say(`${dataset} skipped: ${missing}`);
      continue;
    }
    for (const seed of seeds)
      for (const method of methods) {
        const name = `${dataset}-${seed}-${method}`;
        if (existsSync(join(results, `${name}.json`))) say(`${name} is there`);
        else waiting.push({ name, dataset, seed, method });
      }
  }
  for (const dataset of new Set(waiting.map((job) => job.dataset)))
    await prepareDataset(dataset, values.data, folderOf(dataset));
  if (values.prepare) return say(`the datasets are in ${join(out, 'data')}`);
  const threads = Math.max(1, Math.floor(availableParallelism() / Math.min(jobs, waiting.length || 1)));
  const unfinished: string[] = [];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift())
      if (left() <= 0 || !(await runJob(job, threads, left()))) unfinished.push(job.name);
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  say(`${seconds} s; results are in ${results}`);
  if (unfinished.length > 0) {
    say(`not finished: ${unfinished.join(', ')}. Run the same command again to go on.`);
    process.exitCode = 3;
  }
}

/** Runs a cell. @returns whether it finished within the time */
async function runJob({ name, dataset, seed, method }: Job, threads: number, ms: number): Promise<boolean> {
  const file = join(results, `${name}.json`);
  const run = join(out, 'runs', name);
  const script = join(ROOT, 'test/bench/quality/cell.ts');
  const args = [script, folderOf(dataset), run, seed, method, String(threads), file];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  child.stderr.on('data', (text) => process.stderr.write(String(text).replace(/^(?=.)/gm, `${name}  `)));
  const timer = Number.isFinite(ms) ? setTimeout(() => child.kill(), ms) : undefined;
  const code = await new Promise((done) => child.once('exit', done));
  clearTimeout(timer);
  if (code !== 0 && code !== null) say(`${name} failed with code ${code}`);
  return code === 0;
}

async function writePage(page: string): Promise<void> {
  const files = existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.json')) : [];
  const cells = files.map((name) => ({
    dataset: name.split('-')[0],
    cell: JSON.parse(readFileSync(join(results, name), 'utf8')) as Cell,
  }));
  const order = (method: string) => (method === RIVALS ? 'z' : method);
  const sections = Object.entries(DATASETS).flatMap(([name, { title }]) => {
    const own = cells.filter(({ dataset }) => dataset === name).map(({ cell }) => cell);
    own.sort((a, b) => order(a.method).localeCompare(order(b.method)) || a.seed - b.seed);
    if (own.length === 0) say(`${title} skipped: no results in ${results}`);
    return own.length > 0 ? [section(title, own)] : [];
  });
  if (sections.length === 0) fail(`no results in ${results}`);
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) fail(`${page} has no ${BEGIN} and ${END}`);
  await writeFile(page, `${text.slice(0, from + BEGIN.length)}\n\n${sections.join('\n')}\n${text.slice(to)}`);
  say(`wrote ${page}`);
}
