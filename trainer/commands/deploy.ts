// curatornet deploy: verify -> gate -> items -> upload -> smoke -> canary -> promote, for a local worker or one on
// Cloudflare. Every step can be repeated, and visitors see no change before the canary.
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
import type { NodeBundle } from '../serving/open-bundle.ts';
import { type Arguments, type Command, type CommandResult, OPTIONS } from './command.ts';
import { confirm, openWorker, WORKER_OPTIONS } from './worker.ts';

const WATCH_SECONDS = 60;
/** The share of items on sale that a new version may lack. */
const ITEM_LOSS_PERCENT = 10;

export const deployCommand: Command = {
  about: 'verify a bundle, compare it with the champion, and roll it out step by step',
  positionals: ['BUNDLE'],
  options: {
    ...WORKER_OPTIONS,
    data: { ...OPTIONS.data, about: "the dataset for the comparison (default: that of the bundle's run)" },
    canary: { type: 'string', value: 'PERCENT', about: 'send PERCENT of the visitors to the new version' },
    watch: {
      type: 'string',
      value: 'SECONDS',
      about: `duration of the canary before --promote (default ${WATCH_SECONDS})`,
    },
    promote: { type: 'boolean', about: 'send all visitors to the new version' },
    force: {
      type: 'string',
      value: 'REASON',
      about: 'deploy even if the gate rejects the bundle; the reason is recorded',
    },
    margin: {
      type: 'string',
      value: 'PERCENT',
      about: `the loss against the champion that the gate allows, relative to the champion's gain over random (default ${100 * GATE_MARGIN})`,
    },
    'accept-item-loss': {
      type: 'string',
      value: 'PERCENT',
      about: `deploy even if up to PERCENT of the items on sale would be lost (default ${ITEM_LOSS_PERCENT})`,
    },
    events: { type: 'boolean', about: "also send the dataset's events, as histories" },
  },
  run: async (args) => deployed(await deployBundle(args.positionals[0], deployOptions(args))),
};

export interface DeployOptions {
  url?: string;
  /** The dataset folder for the comparison; default: that of the bundle's run. */
  data?: string;
  /** The share of visitors for the canary. */
  percent?: number;
  /** The loss against the champion that the gate allows, as a share. */
  margin: number;
  /** Duration of the canary before the promotion. */
  seconds: number;
  promote: boolean;
  /** The reason to deploy even if the gate rejects the bundle. */
  force?: string;
  /** The share of the items on sale that may be lost, in percent. */
  itemLossPercent: number;
  /** Also send the dataset's events. */
  events: boolean;
  /** The reason, for the deployment history. */
  why: string;
  /** Skip confirmation. */
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

export const deployed = ({ version, bundle, url, gate, servedAlready, now }: Deployed): CommandResult => ({
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
  text: servedAlready ? `version ${version} already serves all visitors: nothing changed` : outcome(version, now),
});

/** Deploys a bundle step by step, and prints each step. */
export async function deployBundle(folder: string, options: DeployOptions): Promise<Deployed> {
  const { percent, margin, seconds, promote, force: reason, events, yes } = options;
  const admin = await openWorker(options.url);
  const notes = because(options.why);

  step('verify', 'digests, shapes and probes of the bundle');
  const { openNodeBundle } = await import('../serving/open-bundle.ts');
  const bundle = await readBundle(folder);
  const { version, signature, model } = bundle.manifest;
  const candidate = await openNodeBundle(bundle);
  done(
    `version ${version}, ${candidate.items.length} items, ${signature ? `signed with key ${signature.key}` : 'not signed'}`,
  );

  step('gate', `comparison with the version that serves at ${admin.url}`);
  const life = await admin.life();
  if (life.unsigned) say('        THE WORKER ACCEPTS UNSIGNED MODELS (UNSIGNED_MODELS=accept): not for production');
  expectSigner(bundle, life);
  const source = options.data ?? (await dataOfRun(dirname(folder)));
  const dataset = source === undefined ? undefined : await openDataset(source);
  const gate = life.champion === version ? undefined : await decide(candidate, life, dataset, admin, reason, margin);
  await candidate.towers.release();

  if (life.champion !== null && life.champion !== version) {
    step('items', `on sale with ${life.champion}`);
    const loss = await itemLoss(admin, { items: candidate.items, features: model.features });
    expectFewLost(loss, options.itemLossPercent, version);
    done(lossInWords(loss));
  }

  step('upload', 'missing files');
  const sent = await upload(admin, bundle);
  done(`${sent.toLocaleString('en')} bytes sent`);

  const servedAlready = life.champion === version && life.candidate === null;
  if (!servedAlready || sent > 0) {
    step('smoke', 'the worker loads the new version');
    const forced = life.champion !== version && !gate?.passed ? reason : undefined;
    const { probes, milliseconds } = await admin.smoke(version, { ...notes, forced });
    done(`${probes} probes agree, ${milliseconds} ms`);
  }
  if (servedAlready) {
    await expectServed(admin, version);
    done(`version ${version} already serves all visitors: no canary, no promotion`);
  }

  let now: ModelsResponse = life;
  if (percent !== undefined && life.champion !== version) {
    if (life.champion === null)
      throw new InputError('usage', 'nothing serves yet, so a canary has no champion to compare with', {
        how: 'use --promote without --canary',
      });
    step('canary', `${percent}% of the visitors`);
    await confirm(admin, yes, `${percent}% of the visitors get version ${version}`);
    now = await admin.canary(version, percent, { revision: now.revision, ...notes });
    done(`revision ${now.revision}: the others keep the previous version`);
    if (promote) await watchCanary(admin, version, seconds, done);
  }
  if (promote && !servedAlready) {
    step('promote', 'all visitors');
    await confirm(admin, yes, `version ${version} serves all visitors`);
    now = await admin.promote(version, { revision: now.revision, ...notes });
    await expectServed(admin, version);
    const back = now.previous ? `to go back to ${now.previous}: curatornet rollback ${version}` : 'the first version';
    done(`revision ${now.revision}: version ${version} serves; ${back}`);
  }
  if (events) {
    step('events', 'histories of the dataset');
    if (!dataset) throw noDataset(folder, 'omit --events, or give the dataset with --data DIR');
    const { sent, recorded } = await sendEvents(admin.url, await keyFor(admin.url, 'SERVICE_KEY'), histories(dataset));
    done(`${recorded.toLocaleString('en')} of ${sent.toLocaleString('en')} events were new`);
  }
  return { version, bundle: folder, url: admin.url, gate, servedAlready, now: await admin.life() };
}

/** Checks the signature like the worker, before sending anything. @throws InputError `mismatch` */
function expectSigner({ manifest: { version, signature } }: BundleFolder, { keys, unsigned }: ModelsResponse): void {
  if (signature ? keys.includes(signature.key) || (unsigned && keys.length === 0) : unsigned) return;
  const what = signature ? `the bundle is signed with key ${signature.key}` : 'the bundle is not signed';
  throw new InputError('mismatch', `${what}, but the worker accepts ${keys.length > 0 ? keys.join(', ') : 'no key'}`, {
    where: version,
    how: "export it with --key FILE, and add the public key to the worker's MODEL_KEYS",
  });
}

const step = (name: string, what: string) => say(`${name.padEnd(8)}${what}`);
const done = (what: string) => say(`        ${what}`);

function outcome(version: string, { champion, candidate, percent }: ModelsResponse): string {
  if (champion === version) return `version ${version} serves all visitors`;
  if (candidate === version) return `${percent}% of the visitors get version ${version}, the others ${champion}`;
  return `version ${version} is uploaded and passed its smoke check; ${champion ?? 'nothing'} serves. Continue with --canary PERCENT or --promote`;
}

/** @throws InputError if the gate rejects the bundle and --force is not given */
async function decide(
  candidate: NodeBundle,
  { champion }: ModelsResponse,
  dataset: Dataset | undefined,
  admin: Awaited<ReturnType<typeof openWorker>>,
  reason: string | undefined,
  margin: number,
): Promise<GateDecision | undefined> {
  if (!dataset) {
    if (reason === undefined)
      throw noDataset('the gate', 'give one with --data DIR, or a reason to skip the gate with --force REASON');
    done(`skipped without a dataset: forced, "${reason}"`);
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
    throw new InputError('invalid', `the gate rejects ${candidate.manifest.version}: ${gate.reasons.join('; ')}`, {
      how: 'train a better model, or give a reason to deploy it anyway with --force REASON',
    });
  done(`forced, "${reason}"`);
  return gate;
}

/** Opens the bundle that serves, from R2. */
async function openServing(admin: Awaited<ReturnType<typeof openWorker>>, version: string): Promise<NodeBundle> {
  const { openNodeBundle } = await import('../serving/open-bundle.ts');
  const manifest = await parseManifest(new TextDecoder().decode(await admin.download(version, MANIFEST)), version);
  const files: BundleFolder['files'] = new Map();
  for (const name of Object.keys(manifest.files)) files.set(name, await admin.download(version, name));
  return openNodeBundle({ manifest, files });
}

const noDataset = (where: string, how: string) =>
  new InputError('missing', 'the dataset for the comparison was not found', { where, how });

function numberOf(args: Arguments, name: string, most: number): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && number <= most))
    throw new InputError('usage', `--${name} ${text} must be a number above 0 and up to ${most}`);
  return number;
}

/** The dataset of the run that contains the bundle, if any. */
async function dataOfRun(folder: string): Promise<string | undefined> {
  if (!existsSync(`${folder}/config.json`)) return undefined;
  return (await readConfig(folder)).data;
}

/**
 * All events of the dataset, each user's oldest first. It includes those hidden in the evaluation, because a store knows
 * all of its purchases.
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
