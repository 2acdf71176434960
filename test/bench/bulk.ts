// A million events into a worker by `curatornet push`, out again by `pull`, and the same file by `curatornet import`: events a
// second, memory of the client and of workerd, and the size of the database. `npm run bench -- bulk`
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { writeNpy } from '../../trainer/dataset/npy.ts';
import { makeBundle, random } from '../fixtures/bundle.ts';
import { KEYS, migrate, type RunningWorker, runWorker } from './workerd.ts';

const EVENTS = 1_000_000;
const USERS = 200_000;
const ITEMS = 50_000;
const UPLOADS = 20_000;
const FEATURES = 6;
const CLI = fileURLToPath(new URL('../../trainer/cli.ts', import.meta.url));
const WORKER = fileURLToPath(new URL('../../edge/worker.ts', import.meta.url));

export async function benchBulk(log: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-bulk-'));
  const to = (name: string) => join(folder, name);
  let worker: RunningWorker | undefined;
  try {
    await writeFiles(to);
    const bundle = await makeBundle({ items: 1_000 });
    worker = await runWorker(WORKER, folder);
    const { DB, MODELS } = worker.bindings;
    await migrate(DB);
    for (const [name, bytes] of Object.entries(bundle.files)) await MODELS.put(`${bundle.version}/${name}`, bytes);
    await DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(bundle.version).run();
    const push = ['push', '--server', worker.url];
    const rate = (n: number, seconds: number) => `${Math.round(n / seconds).toLocaleString('en')}/s`;
    const show = (what: string, n: number, { seconds, mb }: Run, more = '') =>
      log(`${what.padEnd(34)} ${seconds.toFixed(1)} s  ${rate(n, seconds)}  client ${mb} MB${more}`);
    const workerd = () => `, workerd ${peak(worker!.pid)} MB`;

    show(
      `push of ${UPLOADS} items x ${FEATURES}`,
      UPLOADS,
      await run([...push, '--items', to('items.csv'), '--features', to('features.npy')]),
      workerd(),
    );
    const before = await size(DB);
    show(`push of ${EVENTS} events`, EVENTS, await run([...push, '--events', to('events.csv')]), workerd());
    const bytes = (await size(DB)) - before;
    log(`the database grew by ${(bytes / 1e6).toFixed(0)} MB: ${(bytes / EVENTS).toFixed(0)} bytes an event`);
    show('the same again', EVENTS, await run([...push, '--events', to('events.csv')]), workerd());
    // Most items of the events were not uploaded.
    const pull = ['pull', '--url', worker.url, '--out', to('pulled'), '--partial'];
    show('pull of all that', EVENTS, await run(pull), workerd());
    const imported = ['import', 'interactions', '--events', to('events.csv'), '--features', to('all.npy')];
    show('import of the same file', EVENTS, await run([...imported, '--items', to('all.csv'), '--out', to('data')]));
  } finally {
    await worker?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A third of the events are purchases; an item has some twenty events. */
async function writeFiles(to: (name: string) => string): Promise<void> {
  const next = random(1);
  const any = (n: number) => Math.floor(next() * n);
  const events = createWriteStream(to('events.csv'));
  events.write('user,item,at,kind\n');
  let lines = '';
  for (let i = 0; i < EVENTS; i++) {
    lines += `u-${any(USERS)},i-${any(ITEMS)},${1_700_000_000 + i},${i % 3 === 0 ? 'purchase' : 'like'}\n`;
    if (lines.length < 1 << 16) continue;
    events.write(lines);
    lines = '';
  }
  events.end(lines);
  await finished(events);
  const ids = (n: number) => Array.from({ length: n }, (_, i) => `i-${i}`);
  writeFileSync(
    to('items.csv'),
    `id,title\n${ids(UPLOADS)
      .map((id) => `${id},Item`)
      .join('\n')}\n`,
  );
  writeFileSync(to('all.csv'), `id\n${ids(ITEMS).join('\n')}\n`);
  for (const [name, rows] of [
    ['features.npy', UPLOADS],
    ['all.npy', ITEMS],
  ] as const)
    await writeNpy(to(name), rows, FEATURES, [Float32Array.from({ length: rows * FEATURES }, () => next() - 0.5)]);
}

interface Run {
  seconds: number;
  /** The largest resident memory of the process. */
  mb: number;
}

/** Runs the command line. */
function run(args: string[]): Promise<Run> {
  const env = { ...process.env, CURATORNET_SERVICE_KEY: KEYS.SERVICE_KEY, CURATORNET_DEPLOY_KEY: KEYS.DEPLOY_KEY };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  let mb = 0;
  const watch = setInterval(() => {
    mb = Math.max(mb, peak(child.pid!));
  }, 100);
  return new Promise((resolve, reject) =>
    child.once('close', (status) => {
      clearInterval(watch);
      if (status === 0) resolve({ seconds: (performance.now() - startedAt) / 1000, mb });
      else reject(new Error(`curatornet ${args.join(' ')} ended with ${status}: ${said}`));
    }),
  );
}

/** The largest resident memory of a process so far, in MB. */
function peak(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024);
  } catch {
    return 0;
  }
}

const size = async (db: RunningWorker['bindings']['DB']) => (await db.prepare('SELECT 1').run()).meta.size_after ?? 0;
