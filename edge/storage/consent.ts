// Opts users out of personalisation, which erases what is stored about them, and takes it back.
import type { Environment } from '../environment.ts';
import { isOptedOut } from './opt-outs.ts';
import { tombstoneHasher, tombstoneSeconds } from './tombstones.ts';
import { eraseUser } from './users.ts';

const OPT_OUT = 'INSERT INTO opt_outs (user, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING';
// Only of a user who had opted out.
const END = `INSERT INTO tombstones (hash, erased_at, expires_at) SELECT ?2, ?3, ?4 WHERE ${isOptedOut('?1')}
  ON CONFLICT (hash) DO UPDATE SET erased_at = excluded.erased_at, expires_at = excluded.expires_at`;
const OPT_IN = 'DELETE FROM opt_outs WHERE user = ?1';

type ConsentEnvironment = Pick<Environment, 'DB' | 'TOKEN_SECRET' | 'SERVICE_KEY' | 'TOMBSTONE_DAYS'>;

/**
 * Opts a user out and erases what is stored about them: the first transaction does both, and what it leaves of a very long
 * history the next ones erase.
 * @param now seconds since 1970
 * @returns the number of erased events
 */
export function optOut(
  env: ConsentEnvironment,
  user: string,
  now: number = Math.floor(Date.now() / 1000),
): Promise<number> {
  return eraseUser(env, user, now, [env.DB.prepare(OPT_OUT).bind(user, now)]);
}

/** Takes an opt-out back. Events from before this second stay unwanted: a tombstone of the user refuses those that come late. */
export async function optIn(
  env: ConsentEnvironment,
  user: string,
  now: number = Math.floor(Date.now() / 1000),
): Promise<void> {
  const hash = await tombstoneHasher(env);
  const end = env.DB.prepare(END).bind(user, await hash('user', user), now - 1, now + tombstoneSeconds(env));
  await env.DB.batch([end, env.DB.prepare(OPT_IN).bind(user)]);
}
