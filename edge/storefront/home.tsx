// `/`: the rails, as the API answers them, with their pictures.
import type { Rail, RailId } from '@curatornet/shared/api.ts';
import { railRef } from '@curatornet/shared/deployments.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { configuredRails } from '../rails/configured.ts';
import { fillRails } from '../rails/page.ts';
import type { Services } from '../services.ts';
import { type Visit, visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { type CardProps, Row, titleOf, workPath } from './items.tsx';
import { show } from './layout.tsx';
import { page } from './page.tsx';

export const PER_RAIL = 14;
const PER_ARTIST = 3;

const ABOUT: Partial<Record<RailId, string>> = {
  'for-you': 'What the network makes of everything you have',
  'because-you-bought': 'Works that look most like it',
  'new-for-you': 'Of the latest works, those that suit you',
  discover: 'Painters whom few have bought from yet',
  popular: 'What sells, and who',
  'a-look-around': 'One work of each kind that there is',
};

export function homePage(app: Hono<App>, services: Services): void {
  page(app, 'get', '/', async (c) => {
    const startedAt = Date.now();
    const user = await visitorOf(c);
    const answer = async (visit: Visit) => {
      const known = visit.visitor.history.length > 0;
      const ids = configuredRails(c.env, known ? 'RAILS' : 'RAILS_ANONYMOUS');
      const rails = await fillRails(visit, ids, { limit: PER_RAIL, diversity: 0, perArtist: PER_ARTIST });
      visit.rails = rails.length;
      const title = 'CuratorNet: works that are one of a kind';
      const description = 'A store of one-of-a-kind pictures, hung anew for each visitor by what they like and buy.';
      return show(
        c,
        { title, description, user, visit, startedAt },
        <>
          {known ? (
            <>
              <h1 class="unseen">Your store</h1>
              <Bought visit={visit} item={c.req.query('bought')} />
            </>
          ) : (
            <Invitation />
          )}
          {rails.map((rail, place) => (
            <Row
              id={rail.id}
              title={rail.title}
              about={ABOUT[rail.id]}
              cards={cardsOf(visit, rail)}
              lead={place === 0}
            />
          ))}
          {rails.length === 0 && <p class="lead">Everything is sold.</p>}
        </>,
      );
    };
    return visit(c, services, user === undefined ? { history: [] } : { user }, answer, { shown: true });
  });
}

function Invitation() {
  return (
    <div class="invitation">
      <h1>There is only one of each.</h1>
      <p class="lead">Choose three works that you like, and the store is hung for you.</p>
      <p>
        <a class="button" href="/welcome">
          Choose three works
        </a>
        <a class="quiet" href="/visitors">
          or see it as somebody else does
        </a>
      </p>
    </div>
  );
}

/** Right after a purchase: what has happened. */
function Bought({ visit: { catalogue, visitor }, item }: { visit: Visit; item?: string }) {
  const row = item === undefined ? undefined : catalogue.rowOf.get(item);
  if (row === undefined || !visitor.bought.includes(row)) return null;
  const work = catalogue.items[row];
  return (
    <p class="notice" role="status">
      <a href={workPath(work.id)}>{titleOf(work)}</a> is yours
      {work.unique === true ? ', off the walls for everybody else' : ''}. All that hangs below was chosen anew.
    </p>
  );
}

/** A rail's works, each with what it is here for, unless the rail's own title says so, and with the way back to it. */
function cardsOf({ catalogue, deployment }: Visit, { id, items }: Omit<Rail, 'ref'>): CardProps[] {
  const work = (item: string) => catalogue.items[catalogue.rowOf.get(item)!];
  const rail = railRef(deployment.seq, catalogue.model.version, id);
  return items.map((item) => {
    const because = id === 'because-you-bought' || !item.because ? undefined : work(item.because.item);
    return { work: work(item.id), rail, note: because && <>near {titleOf(because)}</> };
  });
}
