// `/operator`: which versions were in force, and what is served now. The deploy key opens it.
import type { Context, Hono } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import { isKey } from '../access.ts';
import type { App, Services } from '../app.ts';
import { RequestError, validate } from '../problems.ts';
import { readForm } from '../request.ts';
import { written } from '../storage.ts';
import { visit } from '../visit.ts';
import { cookieOptions, visitorOf } from './identity.ts';
import { show } from './layout.tsx';
import { page } from './page.tsx';

const COOKIE = 'operator';
const HOURS = 8;
const MOST_DEPLOYMENTS = 50;

const form = z.object({ key: z.string().min(1).max(256) });

export function operatorPage(app: Hono<App>, services: Services): void {
  page(app, 'get', '/operator', async (c) => {
    const startedAt = Date.now();
    const user = await visitorOf(c);
    if (!(await isOperator(c))) return show(c, { title: 'For the operator', description: '', user }, <AskForKey />);
    const deployments = c.env.DB.prepare('SELECT seq, version, at FROM deployments ORDER BY seq DESC LIMIT ?1').bind(
      MOST_DEPLOYMENTS,
    );
    const { results } = await written(() => deployments.all<Deployed>());
    const count = c.env.DB.prepare(
      "SELECT count(*) AS events, count(DISTINCT user) AS people, sum(kind = 'purchase') AS purchases FROM events",
    );
    const known = await written(() => count.first<Counts>());
    return visit(c, services, { history: [] }, async (visit) =>
      show(
        c,
        { title: 'For the operator', description: 'Versions and what is served.', user, visit, startedAt },
        <div class="narrow operator">
          <h1>For the operator</h1>
          <Facts
            facts={[
              ['Version served', visit.catalogue.model.version],
              ['Works for sale', visit.catalogue.size],
              ['Changes of the catalogue', visit.catalogue.number],
              ['People', known?.people ?? 0],
              ['Purchases', known?.purchases ?? 0],
            ]}
          />
          <h2>Deployments</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">In force since</th>
              </tr>
            </thead>
            <tbody>
              {results.map(({ version, at }, place) => (
                <tr>
                  <td>
                    <code>{version}</code> {place === 0 && <span class="stamp">in force</span>}
                  </td>
                  <td>{new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC</td>
                </tr>
              ))}
            </tbody>
          </table>
          <form method="post" action="/operator/leave">
            <button type="submit" class="button second">
              Lock this page
            </button>
          </form>
        </div>,
      ),
    );
  });

  page(app, 'post', '/operator', async (c) => {
    const { key } = validate(form, Object.fromEntries(await readForm(c.req.raw)));
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

  page(app, 'post', '/operator/leave', (c) => {
    deleteCookie(c, COOKIE, { ...cookieOptions(c), path: '/operator' });
    return c.redirect('/operator', 303);
  });
}

interface Deployed {
  seq: number;
  version: string;
  at: number;
}
interface Counts {
  events: number;
  people: number;
  purchases: number;
}

/** A cookie is worth nothing once the deploy key has changed, for it signs it. */
const secretOf = (key: string) => `operator ${key}`;

async function isOperator(c: Context<App>): Promise<boolean> {
  const { DEPLOY_KEY } = c.env;
  if (DEPLOY_KEY === undefined) return false;
  const until = await getSignedCookie(c, secretOf(DEPLOY_KEY), COOKIE);
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
        On this machine it stands in <code>.dev.vars</code>.
      </p>
    </div>
  );
}

function Facts({ facts }: { facts: [string, string | number][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{typeof value === 'number' ? value.toLocaleString('en') : value}</dd>
        </div>
      ))}
    </dl>
  );
}
