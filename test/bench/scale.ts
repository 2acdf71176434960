// The pipeline on a made store of any size: time, CPU and peak memory of each command, each in a process of its own.
//
//   node test/bench/scale.ts --items 50000 --size 2048 --users 200000 --events 1000000 --steps import,cluster,train,evaluate
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type StoreSize, writeStore } from './make-dataset.ts';

const CLI = fileURLToPath(new URL('../../trainer/cli.ts', import.meta.url));
const STEPS = ['import', 'cluster', 'sample', 'train', 'evaluate'];
const DEFAULT: StoreSize = { items: 30_000, size: 512, users: 40_000, events: 300_000 };

interface Used {
  seconds: number;
  cpu: number;
  /** Peak of the resident memory, in MB. */
  peak: number;
  /** The last line on stderr. */
  note: string;
}

/** Runs a command, and reads what it uses from /proc while it runs. */
function measured(args: string[]): Promise<Used> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const used: Used = { seconds: 0, cpu: 0, peak: 0, note: '' };
    let text = '';
    child.stderr.on('data', (bytes: Buffer) => {
      text += bytes;
    });
    const look = setInterval(() => {
      try {
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        const ticks = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
        used.peak = Number(peak ?? 0) / 1024;
        used.cpu = (Number(ticks[11]) + Number(ticks[12])) / 100;
      } catch {
        // The process has ended.
      }
    }, 50);
    child.on('close', (status) => {
      clearInterval(look);
      used.seconds = (performance.now() - started) / 1000;
      used.note = text.trim().split('\n').at(-1) ?? '';
      if (status === 0) resolve(used);
      else reject(new Error(`curatornet ${args.join(' ')} failed:\n${text}`));
    });
  });
}

/** @param triples for the step `train` */
export async function benchScale(
  log: (line: string) => void,
  {
    store = DEFAULT,
    steps = STEPS,
    triples = 10_000,
  }: { store?: StoreSize; steps?: readonly string[]; triples?: number } = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-scale-'));
  const [source, data, run] = ['source', 'data', 'run'].map((name) => join(folder, name));
  const settings = [`triples=${triples}`, 'validationTriples=1000', 'validations=1'].flatMap((set) => ['--set', set]);
  const commands: Record<string, string[]> = {
    import: ['import', 'interactions', '--out', data].concat(
      ['events.csv', 'items.csv', 'features.npy'].flatMap((file) => [`--${file.split('.')[0]}`, join(source, file)]),
    ),
    cluster: ['cluster', '--data', data, '--run', run],
    sample: ['sample', '--data', data],
    train: ['train', '--data', data, '--run', run, ...settings],
    evaluate: ['evaluate', '--run', run],
  };
  try {
    mkdirSync(source);
    await writeStore(source, store);
    const { items, size, users, events } = store;
    log(
      `${items.toLocaleString('en')} items x ${size}, ${users.toLocaleString('en')} users, ${events.toLocaleString('en')} events`,
    );
    log(`${'step'.padEnd(10)}${['seconds', 'CPU s', 'peak MB'].map((title) => title.padStart(10)).join('')}`);
    for (const step of STEPS.filter((name) => steps.includes(name))) {
      const { seconds, cpu, peak, note } = await measured(commands[step]);
      const figures = [seconds, cpu, peak].map((value) => value.toFixed(0).padStart(10)).join('');
      log(`${step.padEnd(10)}${figures}  ${note}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const names = ['items', 'size', 'users', 'events', 'steps', 'triples'];
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const number = (name: string, otherwise: number) => Number(values[name] ?? otherwise);
  const { items, size, users, events } = DEFAULT;
  await benchScale(console.log, {
    store: {
      items: number('items', items),
      size: number('size', size),
      users: number('users', users),
      events: number('events', events),
    },
    steps: typeof values.steps === 'string' ? values.steps.split(',') : STEPS,
    triples: number('triples', 10_000),
  });
  process.exit(0);
}
