// Who a visitor of the storefront is: a cookie that the worker signed. It proves that the worker gave it, not who holds it.
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { App } from '../context.ts';
import { usableSecret } from '../http/keys.ts';
import { RequestError } from '../http/problems.ts';

const COOKIE = 'visitor';
const DAYS = 365;

/** Cookies are signed with a secret of their own, so that none can stand for a token of the API. */
function secretOf(c: Context<App>): string {
  const secret = usableSecret(c.env.TOKEN_SECRET);
  if (secret === undefined)
    throw new RequestError('unavailable', 'The storefront needs a TOKEN_SECRET to sign its cookies with');
  return `storefront ${secret}`;
}

/** Cookies that no script reads and no other site's form brings along. */
export const cookieOptions = (c: Context<App>) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: new URL(c.req.url).protocol === 'https:' }) as const;

/** The user whom the cookie names; undefined for a stranger and for a cookie that nobody here signed. */
export async function visitorOf(c: Context<App>): Promise<string | undefined> {
  return (await getSignedCookie(c, secretOf(c), COOKIE)) || undefined;
}

/** From now on the browser is this user. */
export async function become(c: Context<App>, user: string): Promise<void> {
  await setSignedCookie(c, COOKIE, user, secretOf(c), { ...cookieOptions(c), maxAge: DAYS * 86_400 });
}

/** From now on the browser is nobody. */
export function leave(c: Context<App>): void {
  deleteCookie(c, COOKIE, cookieOptions(c));
}

/** @param event the id of the event that makes a visitor of a stranger: a form that is sent again makes the same one */
export const newVisitor = (event: string) => `visitor-${event.slice(0, 8).toLowerCase()}`;
