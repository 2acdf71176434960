// `/v1/rails-config`: the document that says which rails a page has, its revisions, and what a change would do.
import {
  type ConfigResponse,
  configBody,
  configQuery,
  configResponse,
  configRollbackBody,
  MAX_VISITORS,
  type PreviewResponse,
  previewBody,
  previewResponse,
} from '@curatornet/shared/api-rails-config.ts';
import {
  checkConfig,
  DEFAULT_CONFIG,
  MAX_CONFIG,
  type RailsConfig,
  railsConfig,
} from '@curatornet/shared/rails-config.ts';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { begun, experimentErrors, withRunning } from '../experiments/changes.ts';
import { RequestError } from '../http/problems.ts';
import { purgeModel } from '../http/shared-cache.ts';
import { previewPages } from '../preview.ts';
import { announce } from '../relay/announce.ts';
import type { Services } from '../services.ts';
import { usedExperiments } from '../storage/experiments.ts';
import { insertConfig, type NewRevision, readConfig, readConfigs } from '../storage/rails-config.ts';

const config: RailsConfig = {
  language: 'en',
  pages: [
    {
      id: 'home',
      rails: [
        { id: 'for-you', titles: { en: 'For you', de: 'Für dich' }, newcomers: { percent: 20, days: 14 } },
        { id: 'landscapes', kind: 'for-you', titles: { en: 'Landscapes' }, filter: { tags: ['landscape'] } },
      ],
      anonymous: [{ id: 'popular' }, { id: 'new' }],
    },
  ],
  rules: [{ id: 'summer', act: 'boost', match: { tags: ['sea'] }, places: 10, until: 1_797_000_000 }],
  experiments: [],
};
const basis = { revision: 6, who: 'ann@store', why: 'summer sale' };
const revision = { at: 1_795_000_000, who: 'ann@store', why: 'summer sale' };
const answer = {
  revision: 7,
  at: 7,
  config,
  history: [{ seq: 7, kind: 'change', basis: 6, ...revision }],
};

const read = operation({
  method: 'get',
  path: '/v1/rails-config',
  policy: 'deploy',
  summary: 'Get the rails config in force, or an earlier revision, and the history',
  query: configQuery,
  answer: configResponse,
  problems: ['not-found', 'unavailable'],
  example: { answer },
});
const write = operation({
  method: 'put',
  path: '/v1/rails-config',
  policy: 'deploy',
  summary: 'Change the rails config: in force with the next request',
  body: configBody,
  maxBody: MAX_CONFIG,
  answer: configResponse,
  problems: ['config-conflict', 'unavailable'],
  example: { body: { config, ...basis }, answer },
});
const rollback = operation({
  method: 'post',
  path: '/v1/rails-config/rollback',
  policy: 'deploy',
  summary:
    'Return to an earlier revision of the rails config, as a new revision. Experiments that ended do not run again',
  body: configRollbackBody,
  answer: configResponse,
  problems: ['config-conflict', 'not-found', 'unavailable'],
  example: { body: { to: 5, ...basis }, answer },
});
const item = { id: 'w-125', score: 15.61, title: 'Quiet River' };
const preview = operation({
  method: 'post',
  path: '/v1/rails-config/preview',
  policy: 'deploy',
  summary: 'Try a rails config: what some visitors would see, beside what they see now. Nothing changes',
  body: previewBody,
  maxBody: MAX_CONFIG,
  answer: previewResponse,
  problems: ['no-model', 'unavailable'],
  example: {
    body: { config, page: 'home', users: ['u-17'] },
    answer: {
      model: '2c28e1f8b4ba382f',
      visitors: [
        {
          user: 'u-17',
          history: 12,
          before: [{ id: 'for-you', title: 'For you', items: [{ ...item, id: 'w-7' }] }],
          after: [{ id: 'for-you', title: 'For you', items: [{ ...item, moved: { from: 9, rules: ['summer'] } }] }],
          changed: 1,
        },
      ],
    },
  },
});
export const railsConfigOperations = [read, write, rollback, preview] as const;

export function railsConfigRoutes(app: Hono<App>, services: Services): void {
  route(app, read, async (c, { query: { at } }) => c.json(await describeConfig(c, at)));

  route(app, write, async (c, { body }) => c.json(await describeConfig(c, await writeConfig(c, body))));

  route(app, rollback, async (c, { body }) => c.json(await describeConfig(c, await rollBackConfig(c, body))));

  route(app, preview, async (c, { body }) => {
    expectValid(body.config);
    const visitors = body.users.length + body.histories.length;
    if (visitors === 0 || visitors > MAX_VISITORS) {
      const message = `name 1 to ${MAX_VISITORS} visitors, in users and histories together`;
      throw new RequestError('invalid-request', undefined, { errors: [{ at: 'users', message }] });
    }
    const previewed: PreviewResponse = await previewPages(c, services, body);
    return c.json(previewed);
  });
}

/** Puts a document in force. @returns its revision */
export async function writeConfig(c: Context<App>, body: z.infer<typeof configBody>): Promise<number> {
  const { config, revision: basis, who, why } = body;
  expectValid(config);
  await expectUnbroken(c, config, basis);
  return changeConfig(c, { config, kind: 'change', who, why, basis });
}

/** Puts an earlier document in force, as a new revision. @returns it */
export async function rollBackConfig(c: Context<App>, body: z.infer<typeof configRollbackBody>): Promise<number> {
  const { to, revision: basis, who, why } = body;
  const config = withRunning(await configAt(c, to), await configBefore(c, basis));
  return changeConfig(c, { config, kind: 'rollback', who, why, basis });
}

/**
 * Writes a revision and tells everybody.
 * @throws RequestError `config-conflict` where another one came in between
 */
export async function changeConfig(c: Context<App>, change: NewRevision): Promise<number> {
  const seq = await insertConfig(c.env.DB, change);
  if (seq === undefined) throw notInForce(change.basis);
  try {
    await announce(c.env);
  } finally {
    // It is in force, even if a relay could not be told and the caller has to ask again.
    purgeModel(c);
  }
  return seq;
}

function notInForce(seq: number): RequestError {
  return new RequestError(
    'config-conflict',
    `revision ${seq} is not in force any more: read it again, and decide again`,
  );
}

/** @throws RequestError `invalid-request` with all that is wrong */
export const expectValid = (config: RailsConfig): void => refuseIf(checkConfig(config));

/** @throws RequestError `invalid-request` if the change breaks an experiment */
export async function expectUnbroken(c: Context<App>, config: RailsConfig, basis: number): Promise<void> {
  if (config.experiments.length === 0) return;
  const before = await configBefore(c, basis);
  refuseIf(experimentErrors(before, config, await usedExperiments(c.env.DB, begun(before, config), basis)));
}

function refuseIf(found: readonly { at: string; message: string }[]): void {
  const errors = found.map(({ at, message }) => ({ at: `config.${at}`, message }));
  if (errors.length > 0) throw new RequestError('invalid-request', undefined, { errors });
}

/** The config that a change is decided on. @throws RequestError `config-conflict` if there is no such revision */
export async function configBefore(c: Context<App>, basis: number): Promise<RailsConfig> {
  const config = await readRevision(c, basis);
  if (!config) throw notInForce(basis);
  return config;
}

/** A revision of the config. @throws RequestError `not-found` */
async function configAt(c: Context<App>, seq: number): Promise<RailsConfig> {
  const config = await readRevision(c, seq);
  if (!config) throw new RequestError('not-found', `the rails config has no revision ${seq}`);
  return config;
}

async function readRevision(c: Context<App>, seq: number): Promise<RailsConfig | undefined> {
  if (seq === 0) return DEFAULT_CONFIG;
  const stored = await readConfig(c.env.DB, seq);
  return stored ? railsConfig.parse(JSON.parse(stored.document)) : undefined;
}

/** @param at the revision to return; by default the one in force */
export async function describeConfig(c: Context<App>, at?: number): Promise<ConfigResponse> {
  const { latest, history } = await readConfigs(c.env.DB);
  const revision = latest?.seq ?? 0;
  const wanted = at ?? revision;
  return { revision, at: wanted, config: await configAt(c, wanted), history };
}
