// User tokens: JWTs signed with HS256 and TOKEN_SECRET, with `sub` (the user) and `exp`.
import { decode, verify } from 'hono/jwt';
import { RequestError } from './problems.ts';

/** Three base64url parts. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
export const looksLikeToken = (text: string): boolean => TOKEN.test(text);

/** How far the signer's clock may be ahead of the worker's, in seconds. */
const LEEWAY = 60;

/**
 * Verifies a token and returns its user. `iat` and `nbf` may be up to a minute in the future; `exp` is exact.
 * @throws RequestError `unauthorized` with the reason; the message does not contain the token
 */
export async function subjectOf(token: string, secret: string | undefined): Promise<string> {
  if (secret === undefined) throw refused('the worker has no TOKEN_SECRET, so it accepts no tokens');
  let header: { alg?: unknown };
  try {
    ({ header } = decode(token));
  } catch {
    throw refused('the token is malformed');
  }
  if (header?.alg !== 'HS256') throw refused('the token is not signed with HS256');
  const unchecked = { alg: 'HS256', iat: false, nbf: false, exp: false } as const;
  const payload = await verify(token, secret, unchecked).catch((cause: Error) => {
    throw refused(cause.name === 'JwtTokenSignatureMismatched' ? 'the signature is wrong' : 'the token is malformed');
  });
  const { sub, exp, nbf, iat } = payload as Record<string, unknown>;
  if (typeof sub !== 'string' || sub === '' || !isTime(exp)) throw refused('a token needs sub and exp');
  if (!isTime(nbf ?? 0) || !isTime(iat ?? 0)) throw refused('nbf and iat must be seconds since 1970');
  const now = Date.now() / 1000;
  if (exp <= now) throw refused('the token has expired');
  if (Number(nbf ?? 0) > now + LEEWAY) throw refused('the token is not yet valid');
  if (Number(iat ?? 0) > now + LEEWAY) throw refused('the token was issued in the future');
  return sub;
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const refused = (why: string) => new RequestError('unauthorized', why);
