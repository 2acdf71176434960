// `GET /v1/attribution` and `GET /v1/attribution.csv`: which rails led to which purchases, and to what revenue.
import {
  type AttributionResponse,
  attributionQuery,
  attributionResponse,
  NAMED_BY,
} from '@curatornet/shared/api-attribution.ts';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { csvResponse } from '../http/csv.ts';
import { readAttribution } from '../storage/attribution.ts';
import { attributionRule } from '../storage/attribution-rule.ts';
import { withStorage } from '../storage/available.ts';

const summary =
  'Clicks, purchases and revenue by rail, page, version, experiment or day. A purchase counts for the rail that it names, else for that of the last click on the item before it';
const read = operation({
  method: 'get',
  path: '/v1/attribution',
  policy: 'deploy',
  summary,
  query: attributionQuery,
  answer: attributionResponse,
  problems: ['unavailable'],
  example: {
    answer: {
      from: 1_792_408_000,
      until: 1_795_000_000,
      by: 'rail',
      rule: 'last-click',
      days: 7,
      rows: [
        {
          page: 'home',
          rail: 'for-you',
          clicks: 412,
          visitors: 120,
          purchases: 9,
          withoutPrice: 0,
          revenue: [{ currency: 'EUR', amount: 300, share: 0.75 }],
        },
        {
          page: 'none',
          clicks: 0,
          visitors: 0,
          purchases: 2,
          withoutPrice: 0,
          revenue: [{ currency: 'EUR', amount: 100, share: 0.25 }],
        },
      ],
      total: {
        clicks: 412,
        visitors: 120,
        purchases: 11,
        withoutPrice: 0,
        revenue: [{ currency: 'EUR', amount: 400 }],
      },
    },
  },
});
const readCsv = operation({
  method: 'get',
  path: '/v1/attribution.csv',
  policy: 'deploy',
  summary: `${summary}. As CSV, with two columns for each currency and without the total`,
  query: attributionQuery,
  media: 'text/csv',
  answer: z.string(),
  problems: ['unavailable'],
  example: {
    answer:
      'page,rail,clicks,visitors,purchases,purchases without a price,revenue EUR,share EUR\r\nhome,for-you,412,120,9,0,300,0.75\r\nnone,,0,0,2,0,100,0.25\r\n',
  },
});
export const attributionOperations = [read, readCsv] as const;

/** The report is one long read. */
const READ_MS = 25_000;

export function attributionRoutes(app: Hono<App>): void {
  route(app, read, async (c, { query }) => {
    const report = await reportAttribution(c, query);
    c.header('cache-control', 'no-store');
    return c.json(report satisfies AttributionResponse);
  });

  route(app, readCsv, async (c, { query }) => {
    const report = await reportAttribution(c, query);
    return attributionCsv(report);
  });
}

/** The report by the rule that the store configures. @throws RequestError `invalid-request` for a period that is too long */
export const reportAttribution = (
  { env }: Context<App>,
  query: z.output<typeof attributionQuery>,
): Promise<AttributionResponse> =>
  withStorage(() => readAttribution(env.DB, { ...attributionRule(env), ...query }), READ_MS);

export const attributionCsv = (report: AttributionResponse): Response =>
  csvResponse(`attribution-by-${report.by}.csv`, tableOf(report));

/** One line a row, so that sums over lines are right; a currency that is not known has no name. */
function tableOf({ by, rows, total }: AttributionResponse): (string | number)[][] {
  const names = NAMED_BY[by];
  const counts = ['clicks', 'visitors', 'purchases', 'withoutPrice'] as const;
  const currencies = total.revenue.map(({ currency }) => currency);
  const columns = currencies.flatMap((currency) => [`revenue ${currency}`.trim(), `share ${currency}`.trim()]);
  const head = [...names, ...counts.slice(0, -1), 'purchases without a price', ...columns];
  const lines = rows.map((row) => {
    const money = currencies.flatMap((currency) => {
      const { amount = 0, share = 0 } = row.revenue.find((one) => one.currency === currency) ?? {};
      return [amount, share];
    });
    return [...names.map((name) => row[name] ?? ''), ...counts.map((name) => row[name]), ...money];
  });
  return [head, ...lines];
}
