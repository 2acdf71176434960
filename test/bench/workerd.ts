// Runs a worker, bundled as for Cloudflare, in workerd behind a plain socket, so that wrangler dev's proxy is not measured.
// Local D1 and R2 run in the same workerd process.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { D1Database } from '@cloudflare/workers-types';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import type { Environment } from '../../edge/environment.ts';
import { CONFIG, wrangler } from '../../infra/local.ts';

export const KEYS = {
  STOREFRONT_KEY: 'storefront-key-of-the-bench',
  SERVICE_KEY: 'service-key-of-the-bench',
  DEPLOY_KEY: 'deploy-key-of-the-bench',
  UNSIGNED_MODELS: 'accept',
};

export interface RunningWorker {
  url: string;
  pid: number;
  /** The time to start the process until it accepts requests, in milliseconds. */
  readyMs: number;
  bindings: Environment;
  /** The address of the inspector, if an `inspectorPort` was given. */
  inspector(): Promise<URL>;
  stop(): Promise<void>;
}

/**
 * @param entry the worker's source
 * @param folder for the bundled worker and its state
 * @param constants bound in place of D1 where given
 * @param more with an `inspectorPort` (0 for any) the isolate can be inspected; `durableObjects` are classes that it exports;
 * `bindings` are variables in place of KEYS
 */
export async function runWorker(
  entry: string,
  folder: string,
  constants?: object,
  more: { inspectorPort?: number; durableObjects?: object; bindings?: object } = {},
): Promise<RunningWorker> {
  await wrangler(['deploy', entry, '--dry-run', '--outdir', join(folder, 'worker'), '--config', CONFIG]);
  return startWorker(folder, {
    bindings: constants ? { ...KEYS, DB: JSON.parse(JSON.stringify(constants)) } : KEYS,
    ...(constants ? {} : { d1Databases: ['DB'] }),
    ...more,
  });
}

/** Runs the worker that `runWorker` bundled again, with the same state; or another script, without sending requests. */
export const restartWorker = (folder: string, script?: string): Promise<RunningWorker> =>
  startWorker(folder, { bindings: KEYS, d1Databases: ['DB'] }, script);

async function startWorker(folder: string, options: object, script?: string): Promise<RunningWorker> {
  const out = join(folder, 'worker');
  const files = readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name));
  const modules = files
    .sort((a, b) => Number(b.endsWith('.js')) - Number(a.endsWith('.js')))
    .map((name) => ({
      type: name.endsWith('.js') ? ('ESModule' as const) : ('CompiledWasm' as const),
      path: join(out, name),
      contents: readFileSync(join(out, name)),
    }));
  const before = new Set(workerds());
  const startedAt = performance.now();
  const miniflare = new Miniflare({
    ...convertV4MiniflareOptions({
      ...(script ? { modules: true, script } : { modules, modulesRoot: out }),
      compatibilityDate: '2026-11-01',
      cf: false,
      // Suppress the worker's log line per request: only errors may appear between the lines of a table.
      handleStructuredLogs: ({ level, message }) => {
        if (level === 'error') console.error(message);
      },
      r2Buckets: ['MODELS'],
      ...options,
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
    }),
    resourcePersistencePath: join(folder, 'state'),
  });
  await miniflare.ready;
  const url = (await miniflare.unsafeGetDirectURL()).origin;
  const readyMs = performance.now() - startedAt;
  const [pid] = workerds().filter((id) => !before.has(id));
  return {
    url,
    pid,
    readyMs,
    bindings: await miniflare.getBindings<Environment>(),
    inspector: () => miniflare.getInspectorURL(),
    stop: () => miniflare.dispose(),
  };
}

/** Creates the tables of a new database. */
export async function migrate(db: D1Database): Promise<void> {
  const folder = fileURLToPath(new URL('../../infra/migrations', import.meta.url));
  const migrations = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const statements = migrations
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/;\s*(?:-->.*)?/));
  await db.batch(statements.filter((sql) => sql.trim()).map((sql) => db.prepare(sql)));
}

/** The workerd processes that this process started. */
function workerds(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!pid) return false;
      try {
        const [name, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .match(/\((.*)\) \S (\d+)/s)!
          .slice(1);
        return name.startsWith('workerd') && Number(parent) === process.pid;
      } catch {
        return false;
      }
    });
}

/** The memory of a process in megabytes. */
export function megabytes(pid: number): number {
  return Number(/VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

/** The CPU time of a process in milliseconds: user and system time, 100 ticks per second. */
export function cpuMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
