// `GET /metrics`: what Prometheus scrapes. The counts are those of all isolates, added up in D1; the state of the store is read
// from D1, and the last lines are about the isolate that answers.
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import type { Counters } from '../monitoring/counters.ts';
import { EXPOSITION, exposed, type Sample } from '../monitoring/exposition.ts';
import { COUNTED, type Counted, LOCAL, type Monitored, STORED, type Stored } from '../monitoring/monitored.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import type { Reading } from '../storage/monitoring.ts';
import { withCatalogue } from '../with-catalogue.ts';

export const metricsOperation = operation({
  method: 'get',
  path: '/metrics',
  policy: 'deploy',
  summary: "Get metrics in Prometheus' text format",
  answer: z.string(),
  media: EXPOSITION,
  problems: ['unavailable'],
  example: {
    answer: `# HELP curatornet_catalogue_revision ${STORED.catalogueRevision.help}\n# TYPE curatornet_catalogue_revision gauge\ncuratornet_catalogue_revision 71\n`,
  },
});

export function metricsRoute(app: Hono<App>, services: Services, counters: Counters): void {
  route(app, metricsOperation, async (c) => {
    const reading = await withStorage(() => counters.exchange(c.env.DB));
    const isolate = await withCatalogue(c, services, async ({ items, degraded }) => ({
      itemsForSale: [one(items.size)],
      isolateDegraded: [one(Number(degraded()))],
    })).catch((error) => {
      if (error instanceof RequestError && error.code === 'no-model') return { itemsForSale: [], isolateDegraded: [] };
      throw error;
    });
    const body = text(COUNTED, counted(reading.totals)) + text(STORED, stored(reading)) + text(LOCAL, isolate);
    return new Response(body, { headers: { 'content-type': EXPOSITION } });
  });
}

const one = (value: number): Sample => ({ labels: [], value });
const oneIf = (value: number | null): Sample[] => (value === null ? [] : [one(value)]);

function text<M extends string>(metrics: Record<M, Monitored>, samples: Record<M, readonly Sample[]>): string {
  return Object.entries<Monitored>(metrics)
    .map(([id, metric]) => exposed(metric, samples[id as M]))
    .join('');
}

/** The samples of each metric that is counted. Totals of metrics that an older worker counted are not shown. */
function counted(totals: Reading['totals']): Record<Counted, Sample[]> {
  const zeros = Object.entries<Monitored>(COUNTED).flatMap(([id, { zeros = [] }]) =>
    zeros.map((labels) => [[id, ...labels].join(' '), 0] as const),
  );
  const all = Object.entries({ ...Object.fromEntries(zeros), ...totals }).map(([name, value]) => {
    const [id, ...labels] = name.split(' ');
    return { id, labels, value };
  });
  const of = (id: string) => all.filter((sample) => sample.id === id);
  return Object.fromEntries<Sample[]>(Object.keys(COUNTED).map((id) => [id, of(id)])) as Record<Counted, Sample[]>;
}

function stored({ state, deployment }: Reading): Record<Stored, Sample[]> {
  const { version, candidate, percent = 0, seq = 0 } = deployment ?? {};
  const running = candidate && percent > 0 ? candidate : undefined;
  const model = (role: string, version?: string) => (version ? [{ labels: [role, version], value: 1 }] : []);
  return {
    catalogueRevision: [one(state.catalogueRevision)],
    snapshotRevision: oneIf(state.snapshotRevision),
    deploymentRevision: [one(seq)],
    model: [...model('champion', version), ...model('candidate', running)],
    canaryPercent: [one(running ? percent : 0)],
    canarySince: running ? oneIf(state.canarySince) : [],
    lastEvent: oneIf(state.lastEvent),
    pictures: [
      { labels: ['waiting'], value: state.waiting },
      { labels: ['dead'], value: state.dead },
    ],
    relayLeases: [one(state.relayLeases)],
  };
}
