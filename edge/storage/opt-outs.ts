// Users who opted out of personalisation: a row each, and nothing else is stored about them. All that writes about users looks
// here, in its own transaction.
import type { D1Database } from '@cloudflare/workers-types';

/** SQL: whether a user, a SQL expression, has opted out. */
export const isOptedOut = (user: string) => `EXISTS (SELECT 1 FROM opt_outs WHERE opt_outs.user = ${user})`;

/** SQL: a row if the user ?1 has opted out. */
export const OPTED_OUT = 'SELECT 1 FROM opt_outs WHERE user = ?1';

/** Whether what is made for a user may be personalised. */
export const isPersonalised = async (db: D1Database, user: string): Promise<boolean> =>
  (await db.prepare(OPTED_OUT).bind(user).first()) === null;
