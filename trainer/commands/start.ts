// curatornet start, which is npm start: from nothing to rails on this machine. Simulates a store (or takes yours), trains,
// evaluates, exports, deploys and serves until Ctrl-C. What an earlier start made is used again.
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@curatornet/infra/local.ts';
import type { Server } from '@curatornet/infra/serve.ts';
import { healthResponse } from '@curatornet/shared/api.ts';
import { MANIFEST, parseManifest } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { say } from '../progress.ts';
import { BUNDLE } from '../run-folder.ts';
import { type Arguments, type Command, OPTIONS } from './command.ts';
import { deployCommand } from './deploy.ts';
import { runCommand } from './run.ts';
import { simulateCommand } from './simulate.ts';

const PORT = 8787;
const HOME = join(ROOT, '.curatornet');
/** The store that is simulated: painted in seconds, with enough purchases to learn from. */
const STORE = { users: '500', items: '600', purchases: '1500' };

export const startCommand: Command = {
  about: 'from nothing to rails on this machine: simulate, run, deploy, serve',
  options: {
    data: { ...OPTIONS.data, about: 'a dataset folder of yours in place of the simulated store' },
    port: { type: 'string', value: 'N', about: `${PORT} by default` },
    home: { type: 'string', value: 'DIR', about: 'where the simulated store and the run lie, .curatornet by default' },
    state: OPTIONS.state,
    fresh: { type: 'boolean', about: 'forget what an earlier start made' },
  },
  async run(args) {
    const port = parsePort(args.text('port'));
    const own = args.text('data');
    const name = own === undefined ? 'demo' : `data-${(await openDataset(own)).fingerprint.slice(0, 16)}`;
    const home = join(args.text('home') ?? HOME, name);
    const state = args.text('state');
    if (args.flag('fresh')) await rm(home, { recursive: true, force: true });
    const data = own ?? join(home, 'data');
    const run = join(home, 'run');
    const manifest = join(run, BUNDLE, MANIFEST);

    if (own === undefined && !existsSync(join(data, 'dataset.json')))
      await step('simulate', simulateCommand, { out: data, name, ...STORE });
    const made = !existsSync(manifest);
    if (made) await step('run', runCommand, { data, run, ...(own === undefined && { preset: 'demo' }) });
    const { version } = await parseManifest(await readFile(manifest, 'utf8'), manifest);
    const { serveLocal } = await import('@curatornet/infra/serve.ts');
    const server = await serveLocal({ port, state });
    if (made || !(await isServed(server, version))) {
      const options = { url: server.url, data, promote: true, events: true, force: 'npm start serves what it made' };
      await step('deploy', deployCommand, options, [join(run, BUNDLE)]);
    }
    process.stdout.write(welcome(server, version, await openDataset(data)));
    await interrupted();
    await server.stop();
    return { json: { url: server.url, version }, text: 'ended' };
  },
};

/** Runs another command as if it had been typed. */
async function step(
  name: string,
  command: Command,
  values: Record<string, string | boolean>,
  positionals: string[] = [],
): Promise<void> {
  const typed = Object.entries(values).map(([key, value]) => (value === true ? `--${key}` : `--${key} ${value}`));
  say(`\ncuratornet ${[name, ...positionals, ...typed].join(' ')}`);
  const args: Arguments = {
    positionals,
    text: (key) => values[key] as string | undefined,
    needed: (key) => values[key] as string,
    texts: () => [],
    flag: (key) => values[key] === true,
  };
  say((await command.run(args)).text);
}

async function isServed({ url }: Server, version: string): Promise<boolean> {
  const response = await fetch(`${url}/health`);
  return healthResponse.safeParse(await response.json()).data?.model === version;
}

/** Calls that work, for people to paste. */
function welcome({ url, keys }: Server, version: string, { items, users, events }: Dataset): string {
  const count = new Int32Array(users.length);
  for (const user of events.user) count[user]++;
  const somebody =
    users[
      Math.max(
        0,
        count.findIndex((n) => n >= 3),
      )
    ];
  const history = JSON.stringify({ history: items.slice(0, 3).map(({ id }) => id), limit: 5 });
  return `
Model ${version} is served at ${url}

  a known user   curl '${url}/v1/rails?user=${encodeURIComponent(somebody)}&limit=5' -H 'authorization: Bearer ${keys.SERVICE_KEY}'
  any history    curl ${url}/v1/rails -H 'authorization: Bearer ${keys.STOREFRONT_KEY}' -H 'content-type: application/json' -d '${history}'
  the API        curl ${url}/openapi.json

The keys are those of this machine, in .dev.vars: the storefront's opens what anybody may see, the service key everything
about a user. Ctrl-C ends it.
`;
}

function parsePort(text: string | undefined): number {
  const port = Number(text ?? PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InputError('usage', `--port ${text} is no port`, { how: `leave it out for ${PORT}` });
  return port;
}

const interrupted = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
