// The operator's pages are behind the deploy key: a form asks for it, and a signed cookie remembers that it was right. Each
// page has the navigation among them.
import { text } from '@curatornet/shared/limits.ts';
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { App } from '../context.ts';
import { isKey, usableKey } from '../http/keys.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { cookieOptions, visitorOf } from '../storefront/identity.ts';
import { renderPage } from '../storefront/layout.tsx';
import { mountPage } from '../storefront/page.tsx';

const COOKIE = 'operator';
const HOURS = 8;
const PATH = '/operator';
/** Remembers who changes things. */
const WHO = 'operator-who';
const who = text(1, 128);

const PAGES = [
  [PATH, 'Deployment'],
  ['/operator/rails', 'Rails and rules'],
  ['/operator/results', 'Results'],
] as const;

/** The page in the navigation that a page belongs to. */
const sectionOf = (path: string) => PAGES.findLast(([section]) => path.startsWith(section))![0];

const form = z.object({ key: text(1, 256), to: z.enum(PAGES.map(([path]) => path)).catch(PATH) });

export function operatorSession(app: Hono<App>): void {
  mountPage(app, 'post', PATH, async (c) => {
    const { key, to } = validate(form, Object.fromEntries(await readForm(c)));
    if (!isKey(key, c.env.DEPLOY_KEY)) throw new RequestError('unauthorized', 'This is not the deploy key.');
    const until = Math.floor(Date.now() / 1000) + HOURS * 3600;
    const options = { ...strict(c), maxAge: HOURS * 3600 };
    await setSignedCookie(c, COOKIE, String(until), secretOf(c.env.DEPLOY_KEY!), options);
    return c.redirect(to, 303);
  });

  mountPage(app, 'post', '/operator/leave', (c) => {
    deleteCookie(c, COOKIE, strict(c));
    return c.redirect(PATH, 303);
  });
}

/** Mounts a page that only the deploy key opens. */
export function mountOperatorPage(
  app: Hono<App>,
  method: 'get' | 'post',
  path: string,
  handler: (c: Context<App>) => Promise<Response>,
): void {
  mountPage(app, method, path, async (c) => {
    if (await isOperator(c)) return handler(c);
    if (method === 'post') throw new RequestError('unauthorized', 'Open the page of the operator with the deploy key.');
    return render(c, { title: 'For the operator' }, <AskForKey to={sectionOf(path)} />);
  });
}

interface About {
  title: string;
  status?: ContentfulStatusCode;
}

/** Renders a page with the navigation. */
export const renderOperatorPage = (c: Context<App>, about: About, body: Child) =>
  render(
    c,
    about,
    <div class="operator">
      <nav class="tabs" aria-label="Operator">
        <ul>
          {PAGES.map(([path, name]) => (
            <li>
              <a
                href={path}
                aria-current={path === c.req.path ? 'page' : path === sectionOf(c.req.path) ? 'true' : undefined}
              >
                {name}
              </a>
            </li>
          ))}
        </ul>
        <form method="post" action="/operator/leave">
          <button type="submit" class="link">
            Lock
          </button>
        </form>
      </nav>
      <h1>{about.title}</h1>
      {body}
    </div>,
  );

async function render(c: Context<App>, about: About, body: Child): Promise<Response> {
  const description = 'The current deployment, the rails and their rules, and what they sell.';
  return renderPage(c, { ...about, description, user: await visitorOf(c) }, body);
}

/** Who made the last change in this browser. */
export const rememberedWho = (c: Context<App>): string => who.safeParse(getCookie(c, WHO)).data ?? '';

export function rememberWho(c: Context<App>, name: string): void {
  if (name !== '') setCookie(c, WHO, name, { ...strict(c), maxAge: 365 * 86_400 });
}

const strict = (c: Context<App>) => ({ ...cookieOptions(c), path: PATH, sameSite: 'Strict' }) as const;

/** The deploy key signs the cookie, so changing the key invalidates it. */
const secretOf = (key: string) => `operator ${key}`;

async function isOperator(c: Context<App>): Promise<boolean> {
  const key = usableKey(c.env.DEPLOY_KEY);
  if (key === undefined) return false;
  const until = await getSignedCookie(c, secretOf(key), COOKIE);
  return Number(until || 0) > Date.now() / 1000;
}

/** @param to the page to open with it */
function AskForKey({ to }: { to: string }) {
  return (
    <div class="narrow">
      <h1>For the operator</h1>
      <form method="post" action={PATH} class="key">
        <input type="hidden" name="to" value={to} />
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
