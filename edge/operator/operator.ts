// The pages of the operator and the store's merchandisers, behind the deploy key.
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import type { Services } from '../services.ts';
import { deploymentPage } from './deployment.tsx';
import { railsPages } from './rails.tsx';
import { resultsPages } from './results.tsx';
import { operatorSession } from './session.tsx';

export function operatorPages(app: Hono<App>, services: Services): void {
  operatorSession(app);
  deploymentPage(app, services);
  railsPages(app, services);
  resultsPages(app);
}
