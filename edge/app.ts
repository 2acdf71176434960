// The routes as one application. The worker composes it with R2 and D1; a benchmark may compose it with less.

import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { docsPage } from './api-page/page.tsx';
import type { App } from './context.ts';
import { cors } from './http/cors.ts';
import { keysChecked } from './http/keys.ts';
import { onError, problemResponse } from './http/problems.ts';
import { observe } from './http/request-log.ts';
import { manners, SECURITY_HEADERS } from './http/response-defaults.ts';
import { OPERATIONS } from './operations.ts';
import { docs } from './routes/docs.ts';
import { events } from './routes/events.ts';
import { exportRoute } from './routes/export.ts';
import { health } from './routes/health.ts';
import { items } from './routes/items.ts';
import { modelFiles } from './routes/model-files.ts';
import { models as modelRoutes } from './routes/models.ts';
import { openapi } from './routes/openapi.ts';
import { orphans } from './routes/orphans.ts';
import { rails } from './routes/rails.ts';
import { similar } from './routes/similar.ts';
import { users } from './routes/users.ts';
import type { Services } from './services.ts';
import { storefront } from './storefront/storefront.tsx';

export function createApp(services: Services): Hono<App> {
  const app = new Hono<App>();
  app.use(...manners, observe, secureHeaders(SECURITY_HEADERS), cors, keysChecked);
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.onError(onError);
  app.notFound(() => problemResponse('not-found'));
  rails(app, services);
  similar(app, services);
  events(app);
  items(app);
  users(app);
  orphans(app);
  exportRoute(app, services);
  modelRoutes(app, services);
  modelFiles(app);
  health(app, services);
  openapi(app, OPERATIONS);
  docs(app, OPERATIONS, docsPage);
  storefront(app, services);
  return app;
}

/** Answers OPTIONS at the paths of other routes, and 405 to a method that no route has there. */
function refuseMethod(c: Context<App>, methods: string[]): Response {
  const allow = [...methods, 'OPTIONS'].sort().join(', ');
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  return problemResponse('method-not-allowed', { headers: { allow } });
}
