// Recommendations by a worker: `GET /v1/rails` for each user, with the rails, rules and sales that are in force.
import { railsResponse } from '@curatornet/shared/api-rails.ts';
import { askPatiently } from '../patient.ts';
import type { Recommendation } from './recommendation.ts';

const DEADLINE_MS = 60_000;

export interface ServedOptions {
  url: string;
  /** The service key. */
  key: string;
  page?: string;
  limit?: number;
  rails: readonly string[];
}

/** @returns a function that asks for a user's rails @throws InputError if the worker refuses, or fails for long */
export function askWorker({ url, key, page, limit, rails }: ServedOptions): (user: string) => Promise<Recommendation> {
  const headers = { authorization: `Bearer ${key}` };
  const options: [string, string][] = rails.map((rail) => ['rails', rail]);
  if (page !== undefined) options.push(['page', page]);
  if (limit !== undefined) options.push(['limit', String(limit)]);
  return async (user) => {
    const query = new URLSearchParams([['user', user], ...options]);
    const answer = railsResponse.parse(await askPatiently(url, `/v1/rails?${query}`, { headers }, DEADLINE_MS));
    return { user, model: answer.model, degraded: answer.degraded, rails: answer.rails };
  };
}
