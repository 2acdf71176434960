// A page of rails for a visit: planned by the rails config, filled, and signed. The API and the storefront show the same.
import type { PageOptions, Rail } from '@curatornet/shared/api-rails.ts';
import { fillRails } from './rails/page.ts';
import { type PlannedPage, planPage } from './rails/plan.ts';
import { refsOf } from './release/ref.ts';
import type { Visit } from './visit.ts';

export interface PageOfRails extends Pick<PlannedPage, 'experiment'> {
  name: string;
  /** The revision of the rails config. */
  config: number;
  rails: Rail[];
  /** With what a request asks for more of one of the rails. */
  next?: string;
}

/** @throws RequestError `invalid-request` for a page, a rail or a cursor that there is not */
export async function pageOfRails(visit: Visit, options: PageOptions): Promise<PageOfRails> {
  const { items, visitor, user, config, degraded, expose } = visit;
  const asker = { user, history: visitor.ids, now: Math.floor(Date.now() / 1000) };
  const { plan, experiment } = planPage(config, options, asker);
  const { rails: filled, next } = await fillRails(items, visitor, plan);
  const refs = await refsOf(
    visit,
    plan.name,
    filled.map(({ id }) => id),
  );
  const rails = filled.map((rail, nth) => ({ ...rail, ref: refs[nth] }));
  // While D1 is out of reach, nothing is written: the next page does.
  if (experiment && user !== undefined && !degraded())
    expose({ experiment: experiment.id, user, variant: experiment.variant, at: asker.now });
  return { name: plan.name, config: config.seq, experiment, rails, next };
}
