// curatornet deploy: verify -> gate -> items -> upload -> smoke -> canary -> promote. The same command for a worker on this machine
// and for one on Cloudflare; every step may be done again, and before the canary no visitor sees any of it.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { MANIFEST, parseManifest } from '@curatornet/shared/bundle.ts';
import type { ModelsResponse } from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { eventsByUser } from '../dataset/split.ts';
import { keyFor } from '../deploy/client.ts';
import { GATE_MARGIN, type GateDecision, gateTable } from '../deploy/gate-rule.ts';
import { expectFewLost, itemLoss, lossInWords } from '../deploy/item-loss.ts';
import { sendEvents } from '../deploy/send-events.ts';
import { because, expectServed, upload, watchCanary } from '../deploy/steps.ts';
import { say } from '../progress.ts';
import { readConfig } from '../run-folder.ts';
import { type BundleFolder, readBundle } from '../serving/bundle-folder.ts';
import type { OpenBundle } from '../serving/open-bundle.ts';
import { type Arguments, type Command, OPTIONS, type Outcome } from './command.ts';
import { confirm, openWorker, WORKER_OPTIONS } from './worker.ts';

const WATCH_SECONDS = 60;
/** The share of items on sale that a new version may lack. */
const ITEM_LOSS_PERCENT = 10;

export const deployCommand: Command = {
  about: 'verify a bundle, compare it with what serves, and put it in force step by step',
  positionals: ['BUNDLE'],
  options: {
    ...WORKER_OPTIONS,
    data: { ...OPTIONS.data, about: "the dataset to compare on, by default that of the bundle's run" },
    canary: { type: 'string', value: 'PERCENT', about: 'let it answer so many of a hundred visitors' },
    watch: {
      type: 'string',
      value: 'SECONDS',
      about: `how long the canary runs before --promote, ${WATCH_SECONDS} by default`,
    },
    promote: { type: 'boolean', about: 'let it answer everybody' },
    force: { type: 'string', value: 'REASON', about: 'deploy it even if the gate refuses it; the reason is recorded' },
    margin: {
      type: 'string',
      value: 'PERCENT',
      about: `how much worse than the champion it may be, of what the champion is better than guessing; ${100 * GATE_MARGIN} by default`,
    },
    'accept-item-loss': {
      type: 'string',
      value: 'PERCENT',
      about: `deploy it even if so many of a hundred items on sale go, ${ITEM_LOSS_PERCENT} by default`,
    },
    events: { type: 'boolean', about: "send the dataset's events too, as histories" },
  },
  run: async (args) => deployed(await deployBundle(args.positionals[0], deployOptions(args))),
};

export interface DeployOptions {
  url?: string;
  /** The dataset folder to compare on; by default that of the bundle's run. */
  data?: string;
  /** Of the visitors that the canary answers. */
  percent?: number;
  /** How much worse than the champion the candidate may be, as a share. */
  margin: number;
  /** How long the canary runs before it is promoted. */
  seconds: number;
  promote: boolean;
  /** Why it is deployed even if the gate refuses it. */
  force?: string;
  /** The share of the items on sale that may go, in percent. */
  itemLossPercent: number;
  /** Send the dataset's events, too. */
  events: boolean;
  /** For the history. */
  why: string;
  /** Ask nothing. */
  yes: boolean;
}

export interface Deployed {
  version: string;
  bundle: string;
  url: string;
  gate: GateDecision | undefined;
  /** Whether it answered everybody before: then nothing changed. */
  servedAlready: boolean;
  now: ModelsResponse;
}

export const deployOptions = (args: Arguments): DeployOptions => ({
  url: args.text('url'),
  data: args.text('data'),
  percent: numberOf(args, 'canary', 100),
  margin: args.text('margin') === '0' ? 0 : (numberOf(args, 'margin', 100) ?? 100 * GATE_MARGIN) / 100,
  seconds: numberOf(args, 'watch', 86_400) ?? WATCH_SECONDS,
  promote: args.flag('promote'),
  force: args.text('force'),
  itemLossPercent: numberOf(args, 'accept-item-loss', 100) ?? ITEM_LOSS_PERCENT,
  events: args.flag('events'),
  why: args.text('why') ?? '',
  yes: args.flag('yes'),
});

export const deployed = ({ version, bundle, url, gate, servedAlready, now }: Deployed): Outcome => ({
  json: {
    version,
    bundle,
    url,
    gate,
    servedAlready,
    revision: now.revision,
    champion: now.champion,
    candidate: now.candidate,
    percent: now.percent,
  },
  text: servedAlready ? `version ${version} answers everybody already: nothing changed` : outcome(version, now),
});

/** Deploys a bundle, step by step, and says each. */
export async function deployBundle(folder: string, options: DeployOptions): Promise<Deployed> {
  const { percent, margin, seconds, promote, force: reason, events, yes } = options;
  const admin = await openWorker(options.url);
  const notes = because(options.why);

  step('verify', 'digests, shapes and probes of the bundle');
  const { openBundle } = await import('../serving/open-bundle.ts');
  const bundle = await readBundle(folder);
  const { version, signature, model } = bundle.manifest;
  const candidate = await openBundle(bundle);
  done(
    `version ${version}, ${candidate.items.length} items, ${signature ? `signed with the key ${signature.key}` : 'not signed'}`,
  );

  step('gate', `against what serves at ${admin.url}`);
  const life = await admin.life();
  if (life.unsigned) say('        THIS WORKER SERVES UNSIGNED MODELS (UNSIGNED_MODELS=accept): not for production');
  expectSigner(bundle, life);
  const source = options.data ?? (await dataOfRun(dirname(folder)));
  const dataset = source === undefined ? undefined : await openDataset(source);
  const gate = life.champion === version ? undefined : await decide(candidate, life, dataset, admin, reason, margin);
  await candidate.towers.release();

  if (life.champion !== null && life.champion !== version) {
    step('items', `on sale under ${life.champion}`);
    const loss = await itemLoss(admin, { items: candidate.items, features: model.features });
    expectFewLost(loss, options.itemLossPercent, version);
    done(lossInWords(loss));
  }

  step('upload', 'what is not there yet');
  const sent = await upload(admin, bundle);
  done(`${sent.toLocaleString('en')} bytes sent`);

  const servedAlready = life.champion === version && life.candidate === null;
  if (!servedAlready || sent > 0) {
    step('smoke', 'the worker loads it beside what serves');
    const forced = life.champion !== version && !gate?.passed ? reason : undefined;
    const { probes, milliseconds } = await admin.smoke(version, { ...notes, forced });
    done(`${probes} probes agree, ${milliseconds} ms`);
  }
  if (servedAlready) {
    await expectServed(admin, version);
    done(`version ${version} answers everybody already: no canary, no promotion`);
  }

  let now: ModelsResponse = life;
  if (percent !== undefined && life.champion !== version) {
    if (life.champion === null)
      throw new InputError('usage', 'nothing serves yet, so there is nothing to compare a canary with', {
        how: 'leave --canary out and say --promote',
      });
    step('canary', `${percent}% of the visitors`);
    await confirm(admin, yes, `version ${version} answers ${percent}% of the visitors`);
    now = await admin.canary(version, percent, { revision: now.revision, ...notes });
    done(`revision ${now.revision}: the others get what served before`);
    if (promote) await watchCanary(admin, version, seconds, done);
  }
  if (promote && !servedAlready) {
    step('promote', 'all visitors');
    await confirm(admin, yes, `version ${version} answers everybody`);
    now = await admin.promote(version, { revision: now.revision, ...notes });
    await expectServed(admin, version);
    const back = now.previous ? `back to ${now.previous} with: curatornet rollback ${version}` : 'it is the first';
    done(`revision ${now.revision}: it serves; ${back}`);
  }
  if (events) {
    step('events', 'histories of the dataset');
    if (!dataset) throw noDataset(folder, 'leave --events out, or name the dataset with --data DIR');
    const { sent, recorded } = await sendEvents(admin.url, await keyFor(admin.url, 'SERVICE_KEY'), histories(dataset));
    done(`${recorded.toLocaleString('en')} of ${sent.toLocaleString('en')} were new`);
  }
  return { version, bundle: folder, url: admin.url, gate, servedAlready, now: await admin.life() };
}

/** Says before anything is sent what the worker would say of the signature. @throws InputError `mismatch` */
function expectSigner({ manifest: { version, signature } }: BundleFolder, { keys, unsigned }: ModelsResponse): void {
  if (signature ? keys.includes(signature.key) || (unsigned && keys.length === 0) : unsigned) return;
  const what = signature ? `it is signed with the key ${signature.key}` : 'it is not signed';
  throw new InputError('mismatch', `${what}, and the worker accepts ${keys.length > 0 ? keys.join(', ') : 'no key'}`, {
    where: version,
    how: "export it with --key FILE, and put the key's public half into the worker's MODEL_KEYS",
  });
}

const step = (name: string, what: string) => say(`${name.padEnd(8)}${what}`);
const done = (what: string) => say(`        ${what}`);

function outcome(version: string, { champion, candidate, percent }: ModelsResponse): string {
  if (champion === version) return `version ${version} answers everybody`;
  if (candidate === version) return `version ${version} answers ${percent}% of the visitors, ${champion} the others`;
  return `version ${version} is uploaded and passed its smoke check; ${champion ?? 'nothing'} serves. Go on with --canary PERCENT or --promote`;
}

/** @throws InputError where the gate refuses and nobody gave a reason to go on */
async function decide(
  candidate: OpenBundle,
  { champion }: ModelsResponse,
  dataset: Dataset | undefined,
  admin: Awaited<ReturnType<typeof openWorker>>,
  reason: string | undefined,
  margin: number,
): Promise<GateDecision | undefined> {
  if (!dataset) {
    if (reason === undefined)
      throw noDataset('the gate', 'name it with --data DIR, or say why without: --force REASON');
    done(`skipped, for there is no dataset: forced, "${reason}"`);
    return undefined;
  }
  const { runGate } = await import('../deploy/gate.ts');
  const serving = champion === null ? undefined : await openServing(admin, champion);
  const gate = await runGate(candidate, serving, dataset, margin);
  for (const line of gate.protocol) done(line);
  await serving?.towers.release();
  for (const line of gateTable(gate).trimEnd().split('\n')) done(line);
  if (gate.passed) return gate;
  if (reason === undefined)
    throw new InputError('invalid', `the gate refuses ${candidate.manifest.version}: ${gate.reasons.join('; ')}`, {
      how: 'train a better one, or say why it is to be deployed all the same: --force REASON',
    });
  done(`forced, "${reason}"`);
  return gate;
}

/** What serves, as it lies in R2. */
async function openServing(admin: Awaited<ReturnType<typeof openWorker>>, version: string): Promise<OpenBundle> {
  const { openBundle } = await import('../serving/open-bundle.ts');
  const manifest = await parseManifest(new TextDecoder().decode(await admin.download(version, MANIFEST)), version);
  const files: BundleFolder['files'] = new Map();
  for (const name of Object.keys(manifest.files)) files.set(name, await admin.download(version, name));
  return openBundle({ manifest, files });
}

const noDataset = (where: string, how: string) =>
  new InputError('missing', 'there is no dataset to compare on', { where, how });

function numberOf(args: Arguments, name: string, most: number): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && number <= most))
    throw new InputError('usage', `--${name} ${text} is not a number above 0 and up to ${most}`);
  return number;
}

/** The dataset of the run that a bundle lies in, if it lies in one. */
async function dataOfRun(folder: string): Promise<string | undefined> {
  if (!existsSync(`${folder}/config.json`)) return undefined;
  return (await readConfig(folder)).data;
}

/**
 * Everything that is known of people, each one's events oldest first: what evaluation hides is included, for a store
 * knows all of its purchases.
 */
function* histories({ events, validation, users, items }: Dataset) {
  const parts = [events, validation].filter((part) => part !== null);
  const ordered = parts.map((part) => eventsByUser(part, users.length));
  for (const [user, id] of users.entries())
    for (const [p, { item, at, kind }] of parts.entries())
      for (const place of ordered[p][user])
        yield {
          user: id,
          item: items[item[place]].id,
          kind: kind?.[place] === 1 ? ('like' as const) : ('purchase' as const),
          at: at && !Number.isNaN(at[place]) ? at[place] : null,
        };
}
