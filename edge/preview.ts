// What a rails config would show to some visitors, beside what they see now. Nothing is stored or counted.
import type { Rail } from '@curatornet/shared/api-rails.ts';
import type { PreviewResponse, previewBody } from '@curatornet/shared/api-rails-config.ts';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { App } from './context.ts';
import { fillRails } from './rails/page.ts';
import { type ConfigRevision, planPage } from './rails/plan.ts';
import type { Place } from './relay/regions.ts';
import type { Services } from './services.ts';
import { withStorage } from './storage/available.ts';
import { UNKNOWN } from './storage/history.ts';
import { visitorOf, type Who } from './visit.ts';
import { withCatalogue } from './with-catalogue.ts';

type Previewed = PreviewResponse['visitors'][number]['before'];

/** @throws RequestError `no-model`, or `invalid-request` for a page that the document does not have */
export async function previewPages(
  c: Context<App>,
  services: Services,
  { config, page, users, histories, items: about, now }: z.infer<typeof previewBody>,
): Promise<PreviewResponse> {
  const asked: Who[] = [...users.map((user) => ({ user })), ...histories.map((history) => ({ history }))];
  const { cf: place } = c.req.raw as { cf?: Place };
  const near = { place, visitor: '', keep: (work: Promise<void>) => c.executionCtx.waitUntil(work) };
  const db = services.database(c.env, near);
  return withCatalogue(c, services, async ({ items, config: inForce }) => {
    const visitors: PreviewResponse['visitors'] = [];
    const seconds = now ?? Math.floor(Date.now() / 1000);
    for (const who of asked) {
      const user = 'user' in who ? who.user : undefined;
      const known = user === undefined ? UNKNOWN : await withStorage(() => db.known(user));
      const visitor = await visitorOf(items, who, known);
      const asker = { user: known.personalised ? user : undefined, history: visitor.ids, now: seconds };
      const show = async (revision: ConfigRevision): Promise<Previewed> => {
        // A page that is new shows nothing now.
        if (revision === inForce && !inForce.config.pages.some(({ id }) => id === page)) return [];
        const { plan } = planPage(revision, { page, items: about, explain: true }, asker);
        const { rails } = await fillRails(items, visitor, plan);
        return rails.map(({ id, title, items }) => ({ id, title, items }));
      };
      const [before, after] = [await show(inForce), await show({ seq: 0, config })];
      visitors.push({ user, history: visitor.ids.length, before, after, changed: changedPlaces(before, after) });
    }
    return { model: items.model.version, visitors };
  });
}

/** Places of all rails whose item differs, or that only one of the pages has. */
function changedPlaces(before: Previewed, after: Previewed): number {
  const byId = (rails: Previewed) => new Map(rails.map(({ id, items }) => [id, items]));
  const [old, now] = [byId(before), byId(after)];
  const idAt = (items: Rail['items'] | undefined, place: number) => items?.[place]?.id;
  let changed = 0;
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(id), now.get(id)];
    for (let place = 0; place < Math.max(a?.length ?? 0, b?.length ?? 0); place++)
      if (idAt(a, place) !== idAt(b, place)) changed++;
  }
  return changed;
}
