// curatornet start (npm start): opens a local store. Simulates a dataset (or takes the user's), runs the pipeline, deploys
// and serves until Ctrl-C. Reuses the results of an earlier start.
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { untilEnded } from '@curatornet/infra/lifetime.ts';
import { ROOT } from '@curatornet/infra/local.ts';
import { DEFAULT_PORT, expectFree, parsePort } from '@curatornet/infra/port.ts';
import type { Server } from '@curatornet/infra/serve.ts';
import { healthResponse } from '@curatornet/shared/api.ts';
import { MANIFEST, parseManifest } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { chooseSettings, DEFAULT_PRESET } from '../config.ts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { LOCAL_URL } from '../deploy/client.ts';
import { GATE_MARGIN } from '../deploy/gate-rule.ts';
import { embed } from '../embed/embed.ts';
import { say } from '../progress.ts';
import { BUNDLE } from '../run-folder.ts';
import { type Arguments, type Command, OPTIONS } from './command.ts';
import { deployBundle, deployed } from './deploy.ts';
import { embedded } from './embed.ts';
import { outcomes } from './run.ts';
import { simulated } from './simulate.ts';

const HOME = join(ROOT, '.curatornet');
/** The size of the simulated store: painted in seconds, with enough purchases for training. */
const STORE = { users: 500, items: 600, purchases: 1500 };
const SEED = 1;

export const startCommand: Command = {
  about: 'open a local store: simulate, run, deploy, serve',
  options: {
    data: { ...OPTIONS.data, about: 'your dataset folder, instead of the simulated store' },
    users: { type: 'string', value: 'N', about: `users of the simulated store (default ${STORE.users})` },
    items: { type: 'string', value: 'N', about: `items of the simulated store (default ${STORE.items})` },
    port: { type: 'string', value: 'N', about: `port of the server (default ${DEFAULT_PORT})` },
    home: {
      type: 'string',
      value: 'DIR',
      about: 'directory for everything this command generates (default .curatornet)',
    },
    state: { ...OPTIONS.state, about: 'folder of the local R2 and D1 data (default: within --home)' },
    fresh: { type: 'boolean', about: 'delete the results of an earlier start, and the purchases since' },
  },
  async run(args) {
    const port = parsePort(args.text('port'));
    const own = args.text('data');
    const size = simulatedSize(args);
    if (own !== undefined && !existsSync(own))
      throw new InputError('missing', 'not found', {
        where: own,
        how: 'give a dataset folder: --data DIR',
      });
    await expectFree(port);
    if (own !== undefined && !existsSync(join(own, 'features.npy'))) {
      announce('embed', { data: own });
      const { visualEmbedder } = await import('../embed/visual-embedder.ts');
      say(embedded(own, await embed({ data: own, embedder: await visualEmbedder() })).text);
    }
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

    if (own === undefined && !existsSync(join(data, 'dataset.json'))) {
      announce('simulate', { ...size.values, out: data, name });
      const { simulate } = await import('../simulate/simulate.ts');
      say(simulated(data, await simulate({ ...size.values, out: data, name, seed: SEED })).text);
    }
    const made = !existsSync(manifest);
    if (made) {
      const preset = own === undefined ? 'demo' : DEFAULT_PRESET;
      announce('run', { data, run, preset, 'no-ablation': true });
      const { runPipeline } = await import('../pipeline/run.ts');
      const configFor = (interactions: number) => ({
        data,
        preset,
        settings: chooseSettings(preset, [], interactions),
        seed: SEED,
      });
      const results = await runPipeline({ run, configFor, resume: false, sweep: false, ablation: false });
      for (const [, { text }] of outcomes(run, results)) say(text);
    }
    const { version } = await parseManifest(await readFile(manifest, 'utf8'), manifest);
    const dataset = await openDataset(data);
    const assets = await hang(join(home, 'assets'), dataset);
    const { serveLocal } = await import('@curatornet/infra/serve.ts');
    const server = await serveLocal({ port, state, assets, storefront: true });
    if (made || !(await isServed(server, version))) {
      const options = { url: server.url, data, promote: true, events: true, force: 'npm start serves its own model' };
      const bundle = join(run, BUNDLE);
      announce(`deploy ${bundle}`, options);
      say(
        deployed(
          await deployBundle(bundle, {
            ...options,
            margin: GATE_MARGIN,
            itemLossPercent: 100,
            seconds: 0,
            why: '',
            yes: true,
          }),
        ).text,
      );
    }
    process.stdout.write(welcome(server, version, dataset));
    await untilEnded();
    await server.stop();
    return { json: { url: server.url, version }, text: 'ended' };
  },
};

/** The size of the simulated store, and the part of it that names its folder. */
function simulatedSize(args: Arguments): { values: Partial<typeof STORE>; named: number[] } {
  const [users, items] = [args.text('users'), args.text('items')];
  if ((users ?? items) === undefined) return { values: STORE, named: [] };
  if (args.text('data') !== undefined)
    throw new InputError(
      'usage',
      '--users and --items define the simulated store, so they cannot be combined with --data',
      {
        how: 'omit them, or omit --data',
      },
    );
  const values = { users: Number(users ?? STORE.users), items: Number(items ?? STORE.items) };
  return { values, named: [values.users, values.items] };
}

/** Creates the folder of static files that the worker serves. */
async function hang(folder: string, { folder: data, items }: Dataset): Promise<string> {
  const { makeAssets } = await import('@curatornet/infra/assets.ts');
  const { pictureFiles } = await import('../pictures/describe.ts');
  return makeAssets(folder, (await pictureFiles(data, items)).values());
}

/** Prints the command that does the same. */
function announce(command: string, options: Record<string, string | number | boolean>): void {
  const typed = Object.entries(options).map(([key, value]) => (value === true ? `--${key}` : `--${key} ${value}`));
  say(`\ncuratornet ${[command, ...typed].join(' ')}`);
}

async function isServed({ url }: Server, version: string): Promise<boolean> {
  const response = await fetch(`${url}/health`);
  return healthResponse.safeParse(await response.json()).data?.model === version;
}

/** Prints the URL of the store and example requests. */
function welcome({ url, keys }: Server, version: string, { items, users, events }: Dataset): string {
  const count = new Int32Array(users.length);
  for (const user of events.user) count[user]++;
  const someUser =
    users[
      Math.max(
        0,
        count.findIndex((n) => n >= 3),
      )
    ];
  const history = JSON.stringify({ history: items.slice(0, 3).map(({ id }) => id), limit: 5 });
  return `
The store is open at ${url}
Model ${version} is served. Example requests:

  a known user   curl '${url}/v1/rails?user=${encodeURIComponent(someUser)}&limit=5' -H 'authorization: Bearer ${keys.SERVICE_KEY}'
  any history    curl ${url}/v1/rails -H 'authorization: Bearer ${keys.STOREFRONT_KEY}' -H 'content-type: application/json' -d '${history}'
  a new item     npx curatornet add PICTURE --title TITLE${url === LOCAL_URL ? '' : ` --url ${url}`}
  the API        curl ${url}/openapi.json
  your own page  ${url}/docs/pages

The keys of this machine are in .dev.vars: the storefront key for public data, the service key for the data of users, the
deploy key for the page ${url}/operator. Ctrl-C stops the server.
`;
}
