// `/find`: items that look like a photo. The browser computes the photo's features (browser/find.ts) and sends them; only
// engineered features can be computed there, so a model of another encoder has no such page.
import { fromBase64url } from '@curatornet/shared/base64url.ts';
import { visualEncoder } from '@curatornet/shared/encoder.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { RequestError } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { alikeRows } from '../rails/alike.ts';
import { notShown } from '../rails/filter.ts';
import { hiddenFromSimilar } from '../rails/plan.ts';
import { vectorOf } from '../routes/similar.ts';
import type { Services } from '../services.ts';
import { type Visit, visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { ItemGrid } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

const FOUND = 24;

export function findPage(app: Hono<App>, services: Services): void {
  for (const method of ['get', 'post'] as const)
    mountPage(app, method, '/find', async (c) => {
      const startedAt = Date.now();
      const user = await visitorOf(c);
      const sent = method === 'post' ? decode((await readForm(c)).get('features') ?? '') : undefined;
      return visit(c, services, user === undefined ? { history: [] } : { user }, async (visit) => {
        const { model } = visit.items;
        const own = await visualEncoder();
        const possible = model.encoder?.id === own.id;
        const vector = sent && possible ? await vectorOf(c, model, { features: sent, encoder: own.id }) : undefined;
        const cards = vector && (await found(visit, vector));
        const response = await renderPage(
          c,
          {
            title: 'Find by photo',
            description: 'Items that look like a photo of yours.',
            user,
            visit,
            startedAt,
          },
          <>
            <div class="narrow">
              <h1>{vector ? 'Items like your photo' : 'Find items like a photo'}</h1>
              {possible ? <Form again={vector !== undefined} /> : <Impossible />}
            </div>
            {cards && <ItemGrid cards={cards} />}
          </>,
        );
        return { response };
      });
    });
}

function Form({ again }: { again: boolean }) {
  return (
    <form class="find" method="post" action="/find">
      <p class="lead">
        <label for="photo">{again ? 'Choose another photo' : 'Choose a photo of a picture, a room or a colour'}</label>
      </p>
      <input id="photo" type="file" accept="image/*" disabled />
      <input type="hidden" name="features" />
      <p role="status" />
      <p class="quiet">Your photo stays in your browser: the page sends 496 numbers about its colours and lines.</p>
      <noscript>
        <p>This page needs JavaScript, to look at your photo.</p>
      </noscript>
      <script src="/storefront/find.js" type="module" />
    </form>
  );
}

function Impossible() {
  return <p class="lead">The model of this store sees pictures with a network that does not run in a browser.</p>;
}

async function found({ items, visitor, config }: Visit, vector: Float32Array) {
  const rules = hiddenFromSimilar(config, Math.floor(Date.now() / 1000));
  const wanted = { to: [vector], without: notShown(visitor), limit: FOUND, rules };
  const catalogue = await items.select({ alike: wanted });
  return alikeRows(catalogue, wanted).rows.map((row) => ({ item: catalogue.items[row] }));
}

/** float32, little-endian, in base64url. @throws RequestError `invalid-request` */
function decode(text: string): Float32Array {
  try {
    const features = new Float32Array(fromBase64url(text).buffer);
    if (features.length > 0 && features.every(Number.isFinite)) return features;
  } catch {
    // Not base64url, or not a multiple of four bytes.
  }
  throw new RequestError('invalid-request', 'The page did not send the features of a photo. Please choose it again.');
}
