// `/operator`: the current deployment, the metrics of the canary, the offline evaluation, and the deployment history. It is
// read-only: switches are made through the API, with who and why.

import { MANIFEST, type Manifest, parseManifest } from '@curatornet/shared/bundle.ts';
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import type { Context, Hono } from 'hono';
import type { App } from '../context.ts';
import { MAX_MANIFEST, readObject } from '../model/read.ts';
import { listBundles } from '../release/bundles.ts';
import { candidateOf, inForce, previousChampion, revisionOf } from '../release/deployments.ts';
import { readMetrics } from '../release/metrics.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { readDeploymentHistory } from '../storage/deployments.ts';
import { countUsers } from '../storage/people.ts';
import { mountOperatorPage, renderOperatorPage } from './session.tsx';
import { CanaryComparison, DeploymentHistory, EvaluationTable, FactList, VersionsTable } from './tables.tsx';

/** The number of latest entries shown. */
const MOST_ENTRIES = 40;

export function deploymentPage(app: Hono<App>, services: Services): void {
  mountOperatorPage(app, 'get', '/operator', async (c) => {
    const { DB, MODELS } = c.env;
    await services.models.counts.flush(c.env);
    const history = await readDeploymentHistory(DB);
    const champion = inForce(history)?.version;
    const compared = lastCompared(history);
    const [bundles, known, metrics, manifest] = await Promise.all([
      withStorage(() => listBundles(MODELS)),
      withStorage(() => countUsers(DB)),
      compared && readMetrics(DB, compared),
      champion && manifestOf(c, champion),
    ]);
    const candidate = candidateOf(history);
    return renderOperatorPage(
      c,
      { title: 'For the operator' },
      <>
        <FactList
          facts={[
            ['Revision', revisionOf(history)],
            ['Champion', champion ?? 'none'],
            ['Candidate', candidate ? `${candidate}, ${inForce(history)!.percent}% of visitors` : 'none'],
            ['A rollback returns to', previousChampion(history) ?? 'none'],
            ['Users', known.people],
            ['Purchases', known.purchases],
          ]}
        />
        {metrics && <CanaryComparison metrics={metrics} runs={candidate !== undefined} />}
        {manifest && <EvaluationTable manifest={manifest} />}
        <VersionsTable bundles={bundles} champion={champion} candidate={candidate} />
        <DeploymentHistory entries={history.toReversed().slice(0, MOST_ENTRIES)} />
      </>,
    );
  });
}

/** The candidate of the latest canary. */
const lastCompared = (history: readonly DeploymentEntry[]): string | undefined =>
  history.findLast(({ kind }) => kind === 'canary')?.candidate ?? undefined;

/** The manifest of a version; undefined if it is missing or invalid in R2. */
async function manifestOf(c: Context<App>, version: string): Promise<Manifest | undefined> {
  const where = `${version}/${MANIFEST}`;
  try {
    return await parseManifest(new TextDecoder().decode(await readObject(c.env.MODELS, where, MAX_MANIFEST)), where);
  } catch (error) {
    console.error('cannot read a manifest:', error);
    return undefined;
  }
}
