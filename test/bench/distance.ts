// What distance costs: rails in each mode of freshness, and a sale with up to nine relays, in workerd, where every call waits as
// long as the network would take. `npm run bench -- distance`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FixtureBundle, makeBundle } from '../fixtures/bundle.ts';
import { SIZES } from './sizes.ts';
import { KEYS, migrate, type RunningWorker, runWorker } from './workerd.ts';

const HISTORY = ['w-3', 'w-1415', 'w-926', 'w-5358', 'w-97'];
const NINE = 'wnam enam sam weur eeur apac oc afr me';
const ROUNDS = 100;
const ANN = '/v1/rails?user=ann&rails=for-you';
const body = { history: HISTORY, rails: ['for-you'] };

type Ask = (path: string, relays: string, sent?: object) => Promise<void>;

export async function benchDistance(log: (line: string) => void): Promise<void> {
  const bundle = await makeBundle(SIZES);
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-bench-'));
  const worker = await start(folder, bundle);
  const ask: Ask = async (path, relays, sent) => {
    const headers = { authorization: `Bearer ${KEYS.SERVICE_KEY}`, 'x-relays': relays };
    const response = await fetch(
      `${worker.url}${path}`,
      sent
        ? { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(sent) }
        : { headers },
    );
    const answer = await response.text();
    if (!response.ok || answer.includes('"degraded"')) throw new Error(`${path}: ${response.status} ${answer}`);
  };
  try {
    const modes: [string, () => Promise<void>][] = [
      ['strict, a relay, history of the client', () => ask('/v1/rails', 'weur', body)],
      ['strict, a relay, known user', () => ask(ANN, 'weur')],
      ['strict, no relay, history of the client', () => ask('/v1/rails', '', body)],
      ['strict, no relay, known user', () => ask(ANN, '')],
      ['session, known user', () => ask(`${ANN}&freshness=session`, 'weur')],
      ['staleness=60, history of the client', () => ask('/v1/rails', '', { ...body, staleness: 60 })],
    ];
    for (const [mode, act] of modes) log(row(mode, await times(ROUNDS, act)));
    for (const relays of ['', 'weur', NINE]) {
      const events = sales(relays === '' ? 0 : relays.split(' ').length);
      const milliseconds = await times(
        20,
        () => ask('/v1/events', relays, { events: [events()] }),
        async () => {
          if (relays !== '') await ask('/wake', relays);
        },
      );
      log(row(`a sale, relays: ${relays === '' ? 'none' : relays.split(' ').length}`, milliseconds));
    }
    log(
      `one relay, 64 requests at a time: ${Math.round(await throughput(() => ask('/v1/rails', 'weur', body)))} a second`,
    );
  } finally {
    await worker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sales of items that no other round sells. */
function sales(round: number): () => object {
  let count = 0;
  return () => {
    const item = `w-${2 * (100 * round + count++)}`;
    return { id: `sale-${item}`, user: 'bob', item, kind: 'purchase' };
  };
}

/** @param before is done each time first, and not timed */
async function times(rounds: number, act: () => Promise<void>, before: () => Promise<void> = async () => {}) {
  const milliseconds: number[] = [];
  for (let round = -5; round < rounds; round++) {
    await before();
    const startedAt = performance.now();
    await act();
    if (round >= 0) milliseconds.push(performance.now() - startedAt);
  }
  return milliseconds.sort((a, b) => a - b);
}

async function throughput(act: () => Promise<void>): Promise<number> {
  const end = performance.now() + 5_000;
  let count = 0;
  const client = async () => {
    for (; performance.now() < end; count++) await act();
  };
  await Promise.all(Array.from({ length: 64 }, client));
  return count / 5;
}

const row = (what: string, sorted: readonly number[]) =>
  `${what.padEnd(42)} p50 ${sorted[sorted.length >> 1].toFixed(0).padStart(4)} ms  p99 ${sorted[Math.floor(sorted.length * 0.99)].toFixed(0).padStart(4)} ms`;

async function start(folder: string, { version, files }: FixtureBundle): Promise<RunningWorker> {
  const entry = fileURLToPath(new URL('distant-worker.ts', import.meta.url));
  const worker = await runWorker(entry, folder, undefined, {
    durableObjects: { RELAY: { className: 'Relay', useSQLite: true } },
  });
  const { DB, MODELS } = worker.bindings;
  for (const [name, bytes] of Object.entries(files)) await MODELS.put(`${version}/${name}`, bytes);
  await migrate(DB);
  const insert = DB.prepare(
    "INSERT INTO events (id, user, item, kind, outcome) VALUES (?1, 'ann', ?2, 'purchase', 'bought')",
  );
  await DB.batch(HISTORY.map((item) => insert.bind(`event-${item}`, item)));
  await DB.prepare('INSERT INTO deployments (version, at) VALUES (?1, 0)').bind(version).run();
  return worker;
}
