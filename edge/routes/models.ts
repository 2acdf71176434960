// A model's life: `GET /v1/models`, and under it smoke, canary, promote, rollback and metrics. All of it is one table
// (release/deployments.ts); a switch is a row, and nothing is uploaded for it.

import { BUNDLE_FILES, MANIFEST } from '@curatornet/shared/bundle.ts';
import {
  becauseBody,
  canaryBody,
  type LifeResponse,
  lifeResponse,
  type MetricsResponse,
  metricsResponse,
  type SmokeResponse,
  smokeBody,
  smokeResponse,
  versionPath,
} from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { keyId } from '@curatornet/shared/signature.ts';
import type { Context, Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import { acceptsUnsigned, modelKeys } from '../model/trust.ts';
import { listBundles, prune } from '../release/bundles.ts';
import {
  act,
  candidateOf,
  type Decision,
  decideCanary,
  decidePromotion,
  decideRollback,
  inForce,
  noteDeployment,
  previous,
  type Row,
  readLife,
} from '../release/deployments.ts';
import { readMetrics } from '../release/metrics.ts';
import type { Services } from '../services.ts';
import { written } from '../storage/available.ts';
import { refusing } from './model-files.ts';

/** How long a version may take to load and to be tried. */
const SMOKE_MS = 30_000;

const version = '2c28e1f8b4ba382f';
const other = '90c1d5b2a1f3e477';
const because = { who: 'ann@build', why: 'weekly training' };
const example = {
  champion: other,
  candidate: version,
  percent: 10,
  previous: null,
  unsigned: false,
  keys: ['5d1e9f0c2b7a4e61'],
  versions: [{ version, bytes: 5_120_433, files: [MANIFEST], uploadedAt: 1_795_000_000 }],
  history: [
    {
      seq: 12,
      version: other,
      at: 1_795_000_100,
      kind: 'canary' as const,
      candidate: version,
      percent: 10,
      ...because,
    },
  ],
};
const rate = (count: number, share: number, interval: [number, number]) => ({ count, rate: share, interval });

const list = operation({
  method: 'get',
  path: '/v1/models',
  policy: 'deploy',
  summary: 'What is in force, which bundles there are, and what happened',
  answer: lifeResponse,
  problems: ['unavailable'],
  example: { answer: example },
});
const smoke = operation({
  method: 'post',
  path: '/v1/models/{version}/smoke',
  policy: 'deploy',
  summary: 'Loads an uploaded version beside those that serve, and tries it',
  params: versionPath,
  body: smokeBody,
  answer: smokeResponse,
  problems: ['bundle-refused', 'unavailable'],
  example: { body: because, answer: { version, items: 6040, probes: 5, milliseconds: 84 } },
});
const canary = operation({
  method: 'post',
  path: '/v1/models/{version}/canary',
  policy: 'deploy',
  summary: 'Lets a version answer some of the visitors',
  params: versionPath,
  body: canaryBody,
  answer: lifeResponse,
  problems: ['version-conflict', 'unavailable'],
  example: { body: { percent: 10, ...because }, answer: example },
});
const promote = operation({
  method: 'post',
  path: '/v1/models/{version}/promote',
  policy: 'deploy',
  summary: 'Lets a version answer everybody; bundles that are long out of use are removed',
  params: versionPath,
  body: becauseBody,
  answer: lifeResponse,
  problems: ['version-conflict', 'unavailable'],
  example: { body: because, answer: example },
});
const rollback = operation({
  method: 'post',
  path: '/v1/models/rollback',
  policy: 'deploy',
  summary: 'Undoes the last switch: ends a canary, or goes back to the version before',
  body: becauseBody,
  answer: lifeResponse,
  problems: ['version-conflict', 'unavailable'],
  example: { body: because, answer: example },
});
const metrics = operation({
  method: 'get',
  path: '/v1/models/{version}/metrics',
  policy: 'deploy',
  summary: 'What a candidate and its champion did in its latest canary, side by side',
  params: versionPath,
  answer: metricsResponse,
  problems: ['unavailable'],
  example: {
    answer: {
      since: 1_795_000_100,
      candidate: {
        version,
        answers: 1000,
        rails: 4800,
        errors: 0,
        meanMs: 1.2,
        clicks: rate(96, 0.02, [0.0164, 0.0244]),
        purchases: rate(12, 0.0025, [0.0014, 0.0044]),
      },
      champion: null,
    },
  },
});
export const modelsOperations = [list, smoke, canary, promote, rollback, metrics] as const;

export function models(app: Hono<App>, services: Services): void {
  route(app, list, async (c) => answer(c, await readLife(c.env.DB)));

  route(app, smoke, async (c, { params: { version }, body: notes }) => {
    const startedAt = Date.now();
    const tried = await tryOut(c, services, version);
    await noteDeployment(c.env.DB, version, notes);
    return c.json({ version, ...tried, milliseconds: Date.now() - startedAt } satisfies SmokeResponse);
  });

  route(app, canary, async (c, { params, body: { percent, ...because } }) =>
    answer(c, await switched(c, decideCanary(params.version, percent), because)),
  );

  route(app, promote, async (c, { params: { version }, body: because }) => {
    const life = await switched(c, decidePromotion(version), because);
    const inUse = [inForce(life)?.version, candidateOf(life), previous(life)];
    c.executionCtx.waitUntil(
      prune(c.env.MODELS, inUse).then(
        (gone) => gone > 0 && console.log(JSON.stringify({ prunedBundles: gone })),
        (error) => console.error('bundles cannot be pruned:', error),
      ),
    );
    return answer(c, life);
  });

  route(app, rollback, async (c, { body }) => answer(c, await switched(c, decideRollback, body)));

  route(app, metrics, async (c, { params: { version } }) => {
    await services.models.watch.flush(c.env.DB);
    return c.json((await readMetrics(c.env.DB, version)) satisfies MetricsResponse);
  });
}

/** Does what a decision says, if what it puts in force is there whole. */
function switched(c: Context<App>, decide: Decision, because: { who: string; why: string }): Promise<Row[]> {
  return act(
    c.env.DB,
    async (life) => {
      const decision = decide(life);
      const version = decision?.kind === 'canary' ? decision.candidate : decision?.version;
      if (version) await expectWhole(c, version);
      return decision;
    },
    because,
  );
}

/** @throws RequestError `version-conflict` where a file of a bundle is not in R2 */
async function expectWhole({ env }: Context<App>, version: string): Promise<void> {
  const names = [MANIFEST, ...Object.values(BUNDLE_FILES)];
  const there = await written(() => Promise.all(names.map((name) => env.MODELS.head(`${version}/${name}`))));
  const missing = names.filter((_, i) => !there[i]);
  if (missing.length > 0)
    throw new RequestError('version-conflict', `of ${version} there is no ${missing.join(', no ')}: deploy it again`);
}

/**
 * Loads a version, which runs the probes, and sends a picture of no features at all through its item tower.
 * @throws RequestError `bundle-refused`
 */
function tryOut(c: Context<App>, { models }: Services, version: string): Promise<{ items: number; probes: number }> {
  const trial = () =>
    refusing(() =>
      models.trial(version, c.env, async ({ model, size, unfit }) => {
        for (const what of unfit.values()) throw new InputError('malformed', what, { where: BUNDLE_FILES.items });
        const [vector] = await model.itemTower.embed(c.env.MODELS, [new Float32Array(model.features)]);
        if (!vector.every(Number.isFinite))
          throw new InputError('invalid', 'it makes vectors that are not finite', { where: BUNDLE_FILES.itemTower });
        return { items: size, probes: model.probes };
      }),
    );
  return written(trial, SMOKE_MS);
}

async function answer(c: Context<App>, life: readonly Row[]): Promise<Response> {
  const now = inForce(life);
  const candidate = candidateOf(life);
  const versions = await written(() => listBundles(c.env.MODELS));
  return c.json({
    champion: now?.version ?? null,
    candidate: candidate ?? null,
    percent: candidate === undefined ? 0 : now!.percent,
    previous: previous(life) ?? null,
    unsigned: acceptsUnsigned(c.env),
    keys: await Promise.all(modelKeys(c.env).map(keyId)),
    versions,
    history: life.toReversed(),
  } satisfies LifeResponse);
}
