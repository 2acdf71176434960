// The visitor's identity in the storefront: a signed cookie. It proves that the worker issued it, not who the person is.
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie';
import type { App } from '../context.ts';
import { BOOKMARK_COOKIE } from '../http/bookmark.ts';
import { usableSecret } from '../http/keys.ts';
import { RequestError } from '../http/problems.ts';

const COOKIE = 'visitor';
const DAYS = 365;

/** Cookies are signed with their own secret, so that they cannot be used as API tokens. */
function secretOf(c: Context<App>): string {
  const secret = usableSecret(c.env.TOKEN_SECRET);
  if (secret === undefined)
    throw new RequestError('unavailable', 'The storefront needs a TOKEN_SECRET to sign its cookies with');
  return `storefront ${secret}`;
}

/** Scripts cannot read these cookies, and forms of other sites do not send them. */
export const cookieOptions = (c: Context<App>) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: new URL(c.req.url).protocol === 'https:' }) as const;

/** The user in the cookie; undefined without a cookie or with an invalid signature. */
export async function visitorOf(c: Context<App>): Promise<string | undefined> {
  return (await getSignedCookie(c, secretOf(c), COOKIE)) || undefined;
}

/** Makes the browser act as this user from now on. */
export async function setVisitor(c: Context<App>, user: string): Promise<void> {
  await setSignedCookie(c, COOKIE, user, secretOf(c), { ...cookieOptions(c), maxAge: DAYS * 86_400 });
}

/** Keeps the bookmark of a write, so that the visitor's next pages show it, whichever replica answers. */
export function keepBookmark(c: Context<App>, bookmark: string | undefined): void {
  if (bookmark !== undefined) setCookie(c, BOOKMARK_COOKIE, bookmark, cookieOptions(c));
}

/** Makes the visitor anonymous again. */
export function clearVisitor(c: Context<App>): void {
  deleteCookie(c, COOKIE, cookieOptions(c));
}

/** A new user id. @param event the id of the first event: a form that is sent again makes the same user */
export const newVisitor = (event: string) => `visitor-${event.slice(0, 8).toLowerCase()}`;
