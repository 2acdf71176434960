// `/v1/models`: the deployed versions, their history and metrics, the smoke check, and the switches canary, promote, stop
// and rollback. A switch is a new row in the deployment history (release/deployments.ts); it uploads nothing.

import { BUNDLE_FILES, MANIFEST } from '@curatornet/shared/bundle.ts';
import {
  canaryBody,
  type DeploymentEntry,
  type MetricsResponse,
  type ModelsResponse,
  metricsResponse,
  modelsResponse,
  rollbackBody,
  type SmokeResponse,
  type SwitchResponse,
  smokeBody,
  smokeResponse,
  switchBody,
  switchResponse,
  versionPath,
} from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { keyId } from '@curatornet/shared/signature.ts';
import type { Context, Hono } from 'hono';
import { writeSnapshots } from '../catalogue/compact.ts';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { purgeModel } from '../http/shared-cache.ts';
import { loadManifest } from '../model/manifest.ts';
import { acceptsUnsigned, modelKeys } from '../model/trust.ts';
import { announce } from '../relay/announce.ts';
import type { Place } from '../relay/regions.ts';
import { applySwitch } from '../release/acts.ts';
import { listBundles, prune } from '../release/bundles.ts';
import type { RequestedSwitch } from '../release/decide.ts';
import { candidateOf, describeDeployment, inForce, previousChampion, revisionOf } from '../release/deployments.ts';
import { readMetrics } from '../release/metrics.ts';
import { expectServable, refusingBundle, seedItems } from '../release/servable.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { noteDeployment, readDeploymentHistory } from '../storage/deployments.ts';

/** How long a smoke check may take. */
const SMOKE_MS = 45_000;
/** How much of it the snapshot of the catalogue may take; the rest is written while the version serves. */
const SNAPSHOT_MS = 15_000;

const version = '2c28e1f8b4ba382f';
const other = '90c1d5b2a1f3e477';
const reason = { who: 'ann@build', why: 'weekly training' };
const basis = { revision: 11, ...reason };
const example = {
  revision: 12,
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
      ...reason,
      basis: 11,
    },
  ],
};
const done = { ...example, summary: `version ${version} serves 10% of the visitors, ${other} the others` };
const rate = (count: number, share: number, interval: [number, number]) => ({ count, rate: share, interval });

const list = operation({
  method: 'get',
  path: '/v1/models',
  policy: 'deploy',
  summary: 'Get the current deployment, the uploaded versions and the deployment history',
  answer: modelsResponse,
  problems: ['unavailable'],
  example: { answer: example },
});
const smoke = operation({
  method: 'post',
  path: '/v1/models/{version}/smoke',
  policy: 'deploy',
  summary: 'Smoke check: load an uploaded version without serving it, and verify it',
  params: versionPath,
  body: smokeBody,
  answer: smokeResponse,
  problems: ['bundle-refused', 'unavailable'],
  example: { body: reason, answer: { version, items: 6040, probes: 5, milliseconds: 84 } },
});
const canary = operation({
  method: 'post',
  path: '/v1/models/{version}/canary',
  policy: 'deploy',
  summary: 'Start a canary: let a version serve a share of the visitors',
  params: versionPath,
  body: canaryBody,
  answer: switchResponse,
  problems: ['version-conflict', 'bundle-refused', 'unavailable'],
  example: { body: { percent: 10, ...basis }, answer: done },
});
const promote = operation({
  method: 'post',
  path: '/v1/models/{version}/promote',
  policy: 'deploy',
  summary: 'Promote a version: let it serve all visitors. Old bundles are removed',
  params: versionPath,
  body: switchBody,
  answer: switchResponse,
  problems: ['version-conflict', 'bundle-refused', 'unavailable'],
  example: { body: basis, answer: { ...done, summary: `version ${version} serves all visitors` } },
});
const stop = operation({
  method: 'post',
  path: '/v1/models/{version}/stop',
  policy: 'deploy',
  summary: 'Stop the canary of a version: the champion serves all visitors again',
  params: versionPath,
  body: switchBody,
  answer: switchResponse,
  problems: ['version-conflict', 'unavailable'],
  example: { body: basis, answer: { ...done, summary: `version ${other} serves all visitors; ${version} was undone` } },
});
const rollback = operation({
  method: 'post',
  path: '/v1/models/rollback',
  policy: 'deploy',
  summary: 'Roll back: stop the canary of a version, or return to the champion before it',
  body: rollbackBody,
  answer: switchResponse,
  problems: ['version-conflict', 'bundle-refused', 'unavailable'],
  example: {
    body: { undo: version, ...basis },
    answer: { ...done, summary: `version ${other} serves all visitors; ${version} was undone` },
  },
});
const metrics = operation({
  method: 'get',
  path: '/v1/models/{version}/metrics',
  policy: 'deploy',
  summary: 'Get the metrics of a version and the champion in its latest canary',
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
        computingMs: 3.4,
        clicks: rate(96, 0.096, [0.0793, 0.1158]),
        purchases: rate(12, 0.012, [0.0069, 0.0209]),
      },
      champion: null,
    },
  },
});
export const modelsOperations = [list, smoke, canary, promote, stop, rollback, metrics] as const;

export function modelsRoutes(app: Hono<App>, services: Services): void {
  route(app, list, async (c) => c.json(await describeModels(c, await readDeploymentHistory(c.env.DB))));

  route(app, smoke, async (c, { params: { version }, body: notes }) => {
    const startedAt = Date.now();
    const tried = await tryOut(c, services, version);
    await noteDeployment(c.env.DB, version, notes);
    await announce(c.env);
    return c.json({ version, ...tried, milliseconds: Date.now() - startedAt } satisfies SmokeResponse);
  });

  route(app, canary, (c, { params: { version }, body: { percent, ...basis } }) =>
    doSwitch(c, { kind: 'canary', version, percent }, basis),
  );

  route(app, promote, (c, { params: { version }, body }) => doSwitch(c, { kind: 'promote', version }, body));

  route(app, stop, (c, { params: { version }, body }) => doSwitch(c, { kind: 'stop', version }, body));

  route(app, rollback, (c, { body: { undo, ...basis } }) => doSwitch(c, { kind: 'rollback', version: undo }, basis));

  route(app, metrics, async (c, { params: { version } }) => {
    await services.models.counts.flush(c.env);
    return c.json((await readMetrics(c.env.DB, version)) satisfies MetricsResponse);
  });
}

/** Performs a switch, if the version that it deploys can serve. A promotion then removes old bundles. */
async function doSwitch(
  c: Context<App>,
  requested: RequestedSwitch,
  basis: { revision: number; who: string; why: string },
): Promise<Response> {
  const history = await applySwitch(c.env.DB, { requested, ...basis }, (version) => expectServable(c.env, version));
  await announce(c.env);
  purgeModel(c);
  if (requested.kind === 'promote')
    c.executionCtx.waitUntil(
      prune(c.env, [inForce(history)?.version, candidateOf(history), previousChampion(history)]).then(
        (gone) => gone > 0 && console.log(JSON.stringify({ prunedBundles: gone })),
        (error) => console.error('cannot remove old bundles:', error),
      ),
    );
  const undone = requested.kind === 'rollback' || requested.kind === 'stop' ? `; ${requested.version} was undone` : '';
  const summary = describeDeployment(history) + undone;
  return c.json({ ...(await describeModels(c, history)), summary } satisfies SwitchResponse);
}

/**
 * Loads a version, which runs its probes, opens its item tower, and writes its items to D1.
 * @throws RequestError `bundle-refused`
 */
async function tryOut(
  c: Context<App>,
  { models }: Services,
  version: string,
): Promise<{ items: number; probes: number }> {
  const { cf: place } = c.req.raw as { cf?: Place };
  const keep = (work: Promise<void>) => c.executionCtx.waitUntil(work);
  const asking = { env: c.env, near: { place, visitor: '', keep } };
  const trial = () =>
    refusingBundle(() =>
      models.trial(version, asking, async ({ model, bundleItems, invalid }) => {
        for (const what of invalid) throw new InputError('malformed', what, { where: BUNDLE_FILES.items });
        await model.itemTower.open(c.env.MODELS);
        // So that its first isolates do not compute the vectors of everything that was uploaded.
        await writeSnapshots(model, c.env, SNAPSHOT_MS).catch((error) =>
          console.error(`no snapshot of the catalogue for ${version} was written:`, error),
        );
        return { items: bundleItems, probes: model.probes };
      }),
    );
  const tried = await withStorage(trial, SMOKE_MS);
  await seedItems(c.env, await withStorage(() => refusingBundle(() => loadManifest(c.env, version))));
  return tried;
}

async function describeModels(c: Context<App>, history: readonly DeploymentEntry[]): Promise<ModelsResponse> {
  const now = inForce(history);
  const candidate = candidateOf(history);
  const versions = await withStorage(() => listBundles(c.env.MODELS));
  return {
    revision: revisionOf(history),
    champion: now?.version ?? null,
    candidate: candidate ?? null,
    percent: candidate === undefined ? 0 : now!.percent,
    previous: previousChampion(history) ?? null,
    unsigned: acceptsUnsigned(c.env),
    keys: await Promise.all(modelKeys(c.env).map(keyId)),
    versions,
    history: history.toReversed(),
  };
}
