// `/operator`: the current deployment, the metrics of the canary, the offline evaluation, and the deployment history. It
// requires the deploy key and is read-only: switches are made through the API, with who and why.

import { MANIFEST, type Manifest, parseManifest } from '@curatornet/shared/bundle.ts';
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { text } from '@curatornet/shared/limits.ts';
import type { Context, Hono } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import type { App } from '../context.ts';
import { isKey, usableKey } from '../http/keys.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { MAX_MANIFEST, readObject } from '../model/read.ts';
import { listBundles } from '../release/bundles.ts';
import { candidateOf, inForce, previousChampion, revisionOf } from '../release/deployments.ts';
import { readMetrics } from '../release/metrics.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { readDeploymentHistory } from '../storage/deployments.ts';
import { countUsers } from '../storage/people.ts';
import { cookieOptions, visitorOf } from './identity.ts';
import { renderPage } from './layout.tsx';
import { CanaryComparison, DeploymentHistory, EvaluationTable, FactList, VersionsTable } from './operator-tables.tsx';
import { mountPage } from './page.tsx';

const COOKIE = 'operator';
const HOURS = 8;
/** The number of latest entries shown. */
const MOST_ENTRIES = 40;

const form = z.object({ key: text(1, 256) });

export function operatorPage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/operator', async (c) => {
    const user = await visitorOf(c);
    const about = {
      title: 'For the operator',
      description: 'The current deployment, the comparison of versions, and the deployment history.',
      user,
    };
    if (!(await isOperator(c))) return renderPage(c, about, <AskForKey />);
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
    return renderPage(
      c,
      about,
      <div class="narrow operator">
        <h1>For the operator</h1>
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
        <form method="post" action="/operator/leave">
          <button type="submit" class="button second">
            Lock this page
          </button>
        </form>
      </div>,
    );
  });

  mountPage(app, 'post', '/operator', async (c) => {
    const { key } = validate(form, Object.fromEntries(await readForm(c)));
    if (!isKey(key, c.env.DEPLOY_KEY)) throw new RequestError('unauthorized', 'This is not the deploy key.');
    const until = Math.floor(Date.now() / 1000) + HOURS * 3600;
    await setSignedCookie(c, COOKIE, String(until), secretOf(c.env.DEPLOY_KEY!), {
      ...cookieOptions(c),
      path: '/operator',
      sameSite: 'Strict',
      maxAge: HOURS * 3600,
    });
    return c.redirect('/operator', 303);
  });

  mountPage(app, 'post', '/operator/leave', (c) => {
    deleteCookie(c, COOKIE, { ...cookieOptions(c), path: '/operator' });
    return c.redirect('/operator', 303);
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

/** The deploy key signs the cookie, so changing the key invalidates it. */
const secretOf = (key: string) => `operator ${key}`;

async function isOperator(c: Context<App>): Promise<boolean> {
  const key = usableKey(c.env.DEPLOY_KEY);
  if (key === undefined) return false;
  const until = await getSignedCookie(c, secretOf(key), COOKIE);
  return Number(until || 0) > Date.now() / 1000;
}

function AskForKey() {
  return (
    <div class="narrow">
      <h1>For the operator</h1>
      <form method="post" action="/operator" class="key">
        <label for="key">Deploy key</label>
        <input id="key" name="key" type="password" required maxlength={256} autocomplete="current-password" />
        <button type="submit" class="button">
          Open
        </button>
      </form>
      <p class="quiet">
        For a worker on this machine, it is in <code>.dev.vars</code>.
      </p>
    </div>
  );
}
