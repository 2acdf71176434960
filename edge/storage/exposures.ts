// Which variant of an experiment a user saw first, as `GET /v1/users/{id}` tells it.
import type { D1Database } from '@cloudflare/workers-types';
import type { UserResponse } from '@curatornet/shared/api-users.ts';

const PAGE = `SELECT experiment, variant, at FROM exposures WHERE user = ?1 AND experiment > ?2
  ORDER BY experiment LIMIT ?3`;

/** A page of the exposures of a user, by experiment. @param after the experiment before the first */
export async function exposuresOf(db: D1Database, user: string, after: string, limit: number) {
  return (await db.prepare(PAGE).bind(user, after, limit).all<UserResponse['exposures'][number]>()).results;
}
