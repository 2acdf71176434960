// Tries a rails config on users of the store and an anonymous visitor: what previews show.

import { MAX_VISITORS, type PreviewResponse } from '@curatornet/shared/api-rails-config.ts';
import { id } from '@curatornet/shared/limits.ts';
import { HOME, type RailsConfig } from '@curatornet/shared/rails-config.ts';
import type { Context } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { RequestError } from '../http/problems.ts';
import { previewPages } from '../preview.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { sampleUsers } from '../storage/people.ts';

export interface Trial {
  page: string;
  /** Seconds since 1970. */
  now: number;
  visitors: PreviewResponse['visitors'];
}

const MOST_USERS = MAX_VISITORS - 1;
const userIds = z.array(id).min(1).max(MOST_USERS);

/**
 * @param users of an earlier trial, so that the next one shows the same; others are drawn if there are none
 * @returns undefined if no model is deployed
 */
export async function tryConfig(
  c: Context<App>,
  services: Services,
  config: RailsConfig,
  { page, now, users }: { page: string; now: number; users: readonly string[] },
): Promise<Trial | undefined> {
  const again = userIds.safeParse(users).data;
  const drawn = await withStorage(() => sampleUsers(c.env.DB, MOST_USERS));
  const chosen = again ?? drawn.map(({ user }) => user);
  // Other pages than the home page are about an item: the latest one of somebody's history.
  const about = page === HOME ? undefined : drawn[0]?.items.slice(0, 1);
  const asked = { config, page, users: chosen, histories: [[]], items: about, now };
  try {
    const { visitors } = await previewPages(c, services, asked);
    return { page, now, visitors };
  } catch (error) {
    if (error instanceof RequestError && error.code === 'no-model') return undefined;
    throw error;
  }
}
