// The application: all middlewares and routes. worker.ts builds it on R2 and D1, tests and benchmarks on other storage.

import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { docsPage } from './api-page/page.tsx';
import type { App } from './context.ts';
import { cors } from './http/cors.ts';
import { keysChecked } from './http/keys.ts';
import { onError, problemResponse } from './http/problems.ts';
import { responseDefaults } from './http/response-defaults.ts';
import { counting } from './monitoring/count.ts';
import { Counters } from './monitoring/counters.ts';
import { OPERATIONS } from './operations.ts';
import { operatorPages } from './operator/operator.ts';
import { attributionRoutes } from './routes/attribution.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { docsRoute } from './routes/docs.ts';
import { encoderRoute } from './routes/encoder.ts';
import { eventsRoute } from './routes/events.ts';
import { experimentsRoutes } from './routes/experiments.ts';
import { exportRoute } from './routes/export.ts';
import { healthRoute } from './routes/health.ts';
import { itemsRoutes } from './routes/items.ts';
import { metricsRoute } from './routes/metrics.ts';
import { modelFilesRoutes } from './routes/model-files.ts';
import { modelsRoutes } from './routes/models.ts';
import { openapiRoute } from './routes/openapi.ts';
import { orphansRoutes } from './routes/orphans.ts';
import { picturesRoutes } from './routes/pictures.ts';
import { railsRoutes } from './routes/rails.ts';
import { railsConfigRoutes } from './routes/rails-config.ts';
import { similarRoutes } from './routes/similar.ts';
import { usersRoutes } from './routes/users.ts';
import type { Services } from './services.ts';
import { storefront } from './storefront/storefront.tsx';

export function createApp(services: Services, counters: Counters = new Counters()): Hono<App> {
  const app = new Hono<App>();
  app.use(counting(counters), responseDefaults, cors, keysChecked);
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.onError(onError);
  app.notFound(() => problemResponse('not-found'));
  railsRoutes(app, services);
  railsConfigRoutes(app, services);
  experimentsRoutes(app);
  similarRoutes(app, services);
  eventsRoute(app);
  itemsRoutes(app);
  picturesRoutes(app);
  encoderRoute(app);
  bulkRoutes(app);
  usersRoutes(app);
  orphansRoutes(app);
  exportRoute(app, services);
  attributionRoutes(app);
  modelsRoutes(app, services);
  modelFilesRoutes(app);
  healthRoute(app, services);
  metricsRoute(app, services, counters);
  openapiRoute(app, OPERATIONS);
  docsRoute(app, OPERATIONS, docsPage);
  storefront(app, services);
  operatorPages(app, services);
  return app;
}

/** Answers OPTIONS, and returns 405 for a method that the path does not support. */
function refuseMethod(c: Context<App>, methods: string[]): Response {
  const allow = [...methods, 'OPTIONS'].sort().join(', ');
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  return problemResponse('method-not-allowed', { headers: { allow } });
}
