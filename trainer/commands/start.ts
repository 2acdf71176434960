// curatornet start, which is npm start: from nothing to a store that people can walk into, on this machine. Simulates one
// (or takes yours), clusters, trains, evaluates, exports, deploys and serves until Ctrl-C. What an earlier start made is
// used again.
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
import { clusterCommand } from './cluster.ts';
import { type Arguments, type Command, OPTIONS } from './command.ts';
import { deployCommand } from './deploy.ts';
import { embedCommand } from './embed.ts';
import { runCommand } from './run.ts';
import { simulateCommand } from './simulate.ts';

const PORT = 8787;
const HOME = join(ROOT, '.curatornet');
/** The store that is simulated: painted in seconds, with enough purchases to learn from. */
const STORE = { users: '500', items: '600', purchases: '1500' };

export const startCommand: Command = {
  about: 'from nothing to a store on this machine: simulate, cluster, run, deploy, serve',
  options: {
    data: { ...OPTIONS.data, about: 'a dataset folder of yours in place of the simulated store' },
    users: { type: 'string', value: 'N', about: `people of the simulated store, ${STORE.users} by default` },
    items: { type: 'string', value: 'N', about: `its items, ${STORE.items} by default` },
    port: { type: 'string', value: 'N', about: `${PORT} by default` },
    home: { type: 'string', value: 'DIR', about: 'where all that is made lies, .curatornet by default' },
    state: { ...OPTIONS.state, about: 'where R2 and D1 of this store lie, by default with all else' },
    fresh: { type: 'boolean', about: 'forget what an earlier start made, and what was bought since' },
  },
  async run(args) {
    const port = parsePort(args.text('port'));
    const own = args.text('data');
    const size = simulatedSize(args);
    if (own !== undefined && !existsSync(join(own, 'features.npy'))) await step('embed', embedCommand, { data: own });
    const name =
      own !== undefined
        ? `data-${(await openDataset(own)).fingerprint.slice(0, 16)}`
        : ['demo', ...size.named].join('-');
    const home = join(args.text('home') ?? HOME, name);
    if (args.flag('fresh')) await rm(home, { recursive: true, force: true });
    const data = own ?? join(home, 'data');
    const run = join(home, 'run');
    const state = args.text('state') ?? join(home, 'state');
    const manifest = join(run, BUNDLE, MANIFEST);

    if (own === undefined && !existsSync(join(data, 'dataset.json')))
      await step('simulate', simulateCommand, { out: data, name, ...size.values });
    const made = !existsSync(manifest);
    if (made) {
      const { items } = await openDataset(data);
      await step('cluster', clusterCommand, { data, run, set: [`clusters=${kinds(items.length)}`] });
      await step('run', runCommand, { data, run, 'no-ablation': true, ...(own === undefined && { preset: 'demo' }) });
    }
    const { version } = await parseManifest(await readFile(manifest, 'utf8'), manifest);
    const dataset = await openDataset(data);
    const assets = await hang(join(home, 'assets'), dataset);
    const { serveLocal } = await import('@curatornet/infra/serve.ts');
    const server = await serveLocal({ port, state, assets });
    if (made || !(await isServed(server, version))) {
      const served = { force: 'npm start serves what it made', 'accept-item-loss': '100' };
      const options = { url: server.url, data, promote: true, events: true, ...served };
      await step('deploy', deployCommand, options, [join(run, BUNDLE)]);
    }
    process.stdout.write(welcome(server, version, dataset));
    await interrupted();
    await server.stop();
    return { json: { url: server.url, version }, text: 'ended' };
  },
};

/** Of the simulated store: what is handed on, and what its folder is called by. */
function simulatedSize(args: Arguments): { values: Record<string, string>; named: string[] } {
  const [users, items] = [args.text('users'), args.text('items')];
  if ((users ?? items) === undefined) return { values: STORE, named: [] };
  if (args.text('data') !== undefined)
    throw new InputError('usage', '--users and --items are of a simulated store, and --data names another', {
      how: 'leave them out, or leave --data out',
    });
  const values = { users: users ?? STORE.users, items: items ?? STORE.items };
  return { values, named: [values.users, values.items] };
}

/** As many kinds of items as there are items of a kind. */
const kinds = (items: number) => Math.max(2, Math.min(100, Math.round(Math.sqrt(items))));

/** Makes the folder of files that are served beside the worker. */
async function hang(folder: string, { folder: data, items }: Dataset): Promise<string> {
  const { makeAssets } = await import('@curatornet/infra/assets.ts');
  const { pictureFiles } = await import('../export/pictures.ts');
  await makeAssets(folder, (await pictureFiles(data, items)).values());
  return folder;
}

/** Runs another command as if it had been typed. */
async function step(
  name: string,
  command: Command,
  values: Record<string, string | boolean | string[]>,
  positionals: string[] = [],
): Promise<void> {
  const typed = Object.entries(values).map(([key, value]) => (value === true ? `--${key}` : `--${key} ${value}`));
  say(`\ncuratornet ${[name, ...positionals, ...typed].join(' ')}`);
  const args: Arguments = {
    positionals,
    text: (key) => values[key] as string | undefined,
    needed: (key) => values[key] as string,
    texts: (key) => (values[key] as string[] | undefined) ?? [],
    flag: (key) => values[key] === true,
  };
  say((await command.run(args)).text);
}

async function isServed({ url }: Server, version: string): Promise<boolean> {
  const response = await fetch(`${url}/health`);
  return healthResponse.safeParse(await response.json()).data?.model === version;
}

/** Where to go, and calls that item, for people to paste. */
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
The store is open at ${url}
Model ${version} is served. What it is made of can be called, too:

  a known user   curl '${url}/v1/rails?user=${encodeURIComponent(somebody)}&limit=5' -H 'authorization: Bearer ${keys.SERVICE_KEY}'
  any history    curl ${url}/v1/rails -H 'authorization: Bearer ${keys.STOREFRONT_KEY}' -H 'content-type: application/json' -d '${history}'
  the API        curl ${url}/openapi.json

The keys are those of this machine, in .dev.vars: the storefront's opens what anybody may see, the service key everything
about a user, the deploy key the page ${url}/operator. Ctrl-C ends it.
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
