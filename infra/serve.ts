// Runs the worker on this machine: `wrangler dev` on 127.0.0.1 with a local D1 and R2, after applying new migrations.
// run-worker.ts and `curatornet start` call it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Keys, localKeys } from './keys.ts';
import { CONFIG, ENVIRONMENT, migrate, ROOT, STATE, wranglerCommand } from './local.ts';
import { expectFree, HOST } from './port.ts';

const SUPERVISOR = fileURLToPath(new URL('supervise.ts', import.meta.url));
/** How long the server may take to answer its first request. */
const START_MS = 60_000;
const POLL_MS = 100;

export interface Server {
  url: string;
  keys: Keys;
  /** Stops the server; resolves when all its processes have ended. */
  stop(): Promise<void>;
}

/**
 * Serves until `stop` is called or this process ends, by any signal: see supervise.ts.
 * @param state the folder of the local D1 and R2
 * @param assets the folder from makeAssets
 * @param storefront whether the worker serves the demonstration storefront, which needs the assets
 * @param log receives each line that wrangler prints
 * @throws InputError `exists` if the port is in use
 */
export async function serveLocal({
  port,
  state = STATE,
  assets,
  storefront = false,
  log = () => {},
}: {
  port: number;
  state?: string;
  assets?: string;
  storefront?: boolean;
  log?: (line: string) => void;
}): Promise<Server> {
  await expectFree(port);
  const keys = await localKeys();
  await migrate(state);
  const options = ['--ip', HOST, '--port', String(port), '--persist-to', state, '--config', CONFIG];
  // Pages that are being developed come from other ports, or from files.
  options.push('--var', 'CORS_ORIGINS:*');
  if (assets !== undefined) options.push('--assets', assets);
  if (storefront) options.push('--var', 'STOREFRONT:on');
  const command = wranglerCommand(['dev', ...options, '--show-interactive-dev-session=false']);
  const child = spawn(process.execPath, [SUPERVISOR, ...command], {
    cwd: ROOT,
    env: ENVIRONMENT,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      printed.push(line);
      log(line);
    });
  let running = true;
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      running = false;
      resolve();
    });
  });
  const stop = async () => {
    child.stdin.end();
    await ended;
    await groupGone(child.pid!);
  };
  const url = `http://${HOST}:${port}`;
  for (const start = Date.now(); ; await pause()) {
    if (!running) throw new Error(`wrangler dev ended before it answered a request:\n${printed.join('\n')}`);
    if (Date.now() - start > START_MS) {
      await stop();
      throw new Error(`wrangler dev did not answer within ${START_MS / 1000} s:\n${printed.join('\n')}`);
    }
    if (await answers(`${url}/health`)) return { url, keys, stop };
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(START_MS) })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Waits until all processes of a group have ended. */
async function groupGone(group: number): Promise<void> {
  for (;;) {
    try {
      process.kill(-group, 0);
    } catch {
      return;
    }
    await pause();
  }
}
