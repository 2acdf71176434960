// A Node server to compare the worker with: the same rails, validation and JSON, with hono, onnxruntime-node and the same
// scoring kernel, as a store could run it on its own machine. It has no database: requests contain the history.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Catalogue } from '../../edge/catalogue/catalogue.ts';
import type { ItemSource } from '../../edge/catalogue/source.ts';
import { validate } from '../../edge/http/problems.ts';
import type { ItemTower } from '../../edge/model/item-tower.ts';
import { fillRails } from '../../edge/rails/page.ts';
import { planPage } from '../../edge/rails/plan.ts';
import { historyBody, type RailsResponse } from '../../shared/api-rails.ts';
import { BUNDLE_FILES } from '../../shared/bundle.ts';
import type { Tower } from '../../shared/open-bundle.ts';
import { DEFAULT_CONFIG } from '../../shared/rails-config.ts';
import { ArtistSales } from '../../shared/sales.ts';
import { kernel } from '../../shared/scoring/node.ts';
import { ItemTable } from '../../shared/scoring/table.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { SIZES } from './sizes.ts';

const { items, dimensions } = SIZES;
const bundle = await makeBundle(SIZES);
const session = await InferenceSession.create(bundle.files[BUNDLE_FILES.userTower], {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const run = async (history: Float32Array, n: number) => {
  const { user } = await session.run({ history: new Tensor('float32', history, [n, dimensions]) });
  return user.data as Float32Array;
};
const tower: Tower = Object.assign(run, { release: () => session.release() });
const vectors = Float32Array.from(bundle.vectors.flat());
const { version, manifest } = bundle;
const { features } = manifest.model;
const model = { version, features, dimensions, probes: 0, tower, itemTower: {} as ItemTower };
const table = new ItemTable(kernel, vectors, items, dimensions);
const sales = ArtistSales.count(bundle.items);
const catalogue = new Catalogue(model, { table, items: bundle.items, unusable: new Map(), sales });
const store: ItemSource = { model, size: items, incomplete: false, select: () => catalogue, async *pages() {} };

const app = new Hono();
app.post('/v1/rails', async (c) => {
  const { history, ...options } = validate(historyBody, await c.req.json());
  const asker = { history, now: Math.floor(Date.now() / 1000) };
  const { plan } = planPage({ seq: 0, config: DEFAULT_CONFIG }, options, asker);
  const { rails: filled, next } = await fillRails(store, { ids: history, bought: history, hidden: [] }, plan);
  const rails = filled.map((rail) => ({ ...rail, ref: `1.${version}.${plan.name}.${rail.id}` }));
  return c.json({ model: version, page: plan.name, config: 0, rails, next } satisfies RailsResponse);
});
app.get('/health', (c) => c.json({ status: 'ok' }));
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));
process.once('SIGTERM', () => server.close());
