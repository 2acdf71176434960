// `/operator/results`: what the rails sold in the last days, by day, rail and page, the same as CSV, and the experiments.
import { type AttributionResponse, type AttributionRow, attributionQuery } from '@curatornet/shared/api-attribution.ts';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { RequestError, validate } from '../http/problems.ts';
import { attributionCsv, reportAttribution } from '../routes/attribution.ts';
import { BarChart } from './chart.tsx';
import { amountIn, type DayTotals, isRail, mainCurrency, startOf, totalsByDay } from './days.ts';
import { experimentForms, experiments } from './experiments.tsx';
import { mountOperatorPage, renderOperatorPage } from './session.tsx';
import { FactList, Table } from './tables.tsx';

/** The periods to choose from, in days. */
const PERIODS = [7, 30, 90] as const;
const period = z.object({ days: z.coerce.number().pipe(z.literal(PERIODS)).catch(30) });

export function resultsPages(app: Hono<App>): void {
  mountOperatorPage(app, 'get', '/operator/results', async (c) => {
    const { days } = validate(period, c.req.query());
    return renderOperatorPage(
      c,
      { title: 'Results' },
      <>
        <p class="periods">
          {PERIODS.map((one) => (
            <a href={`/operator/results?days=${one}`} aria-current={one === days ? 'true' : undefined}>
              {one} days
            </a>
          ))}
        </p>
        {await attribution(c, days)}
        <h2>Experiments</h2>
        {await experiments(c, c.req.query('experiment'))}
      </>,
    );
  });

  experimentForms(app);

  mountOperatorPage(app, 'get', '/operator/results.csv', async (c) => {
    const { days } = validate(period, c.req.query());
    const { by } = validate(attributionQuery.pick({ by: true }), { by: c.req.query('by') });
    return attributionCsv(await reportAttribution(c, { by, from: startOf(days, now()) }));
  });
}

const now = () => Math.floor(Date.now() / 1000);

async function attribution(c: Context<App>, days: number) {
  const from = startOf(days, now());
  try {
    const [byDay, byRail] = await Promise.all([
      reportAttribution(c, { by: 'day', from }),
      reportAttribution(c, { by: 'rail', from }),
    ]);
    return <Attribution byDay={byDay} byRail={byRail} days={days} />;
  } catch (error) {
    if (!(error instanceof RequestError && error.code === 'invalid-request')) throw error;
    return (
      <p class="notice" role="alert">
        There is no report: {error.errors?.map(({ message }) => message).join('; ')}.
      </p>
    );
  }
}

interface AttributionProps {
  byDay: AttributionResponse;
  byRail: AttributionResponse;
  days: number;
}

function Attribution({ byDay, byRail, days }: AttributionProps) {
  const currency = mainCurrency(byRail);
  const totals = totalsByDay(byDay, currency);
  const { purchases, clicks, withoutPrice, revenue } = byRail.total;
  const rails = byRail.rows.filter(isRail);
  const byRails = rails.reduce((sum, row) => sum + amountIn(row, currency), 0);
  const all = totals.reduce((sum, day) => sum + day.revenue, 0);
  const rule = byRail.rule === 'last-click' ? 'last' : 'first';
  return (
    <>
      <FactList
        facts={[
          ['Revenue', revenue.map(({ currency, amount }) => money(amount, currency)).join(' + ') || 'none'],
          ['Of it through rails', all > 0 ? `${Math.round((100 * byRails) / all)}%` : '–'],
          ['Purchases', purchases],
          ['Clicks', clicks],
        ]}
      />
      <p class="quiet">
        A purchase counts for the rail that it names, else for the rail of the {rule} click on the item in the{' '}
        {byRail.days} days before it.{' '}
        {withoutPrice > 0 && `The price of ${withoutPrice} purchases is not known: they count without revenue.`}
      </p>
      <p class="key-of-bars">
        <span class="part">Through rails</span> <span class="whole">Otherwise</span>
      </p>
      {currency !== undefined && (
        <>
          <h2>Revenue by day{currency && `, ${currency}`}</h2>
          <BarChart
            name="Revenue by day"
            bars={totals.map(({ day, revenue, revenueByRails }) => ({ day, whole: revenue, part: revenueByRails }))}
          />
        </>
      )}
      <h2>Purchases by day</h2>
      <BarChart
        name="Purchases by day"
        bars={totals.map(({ day, purchases, purchasesByRails }) => ({ day, whole: purchases, part: purchasesByRails }))}
        whole
      />
      <details>
        <summary>The days as a table</summary>
        <DaysTable totals={totals} currency={currency} />
      </details>
      <RailsTable rows={byRail.rows} />
      <p>
        As CSV:{' '}
        {(['rail', 'page', 'day', 'version', 'experiment'] as const).map((by) => (
          <>
            <a href={`/operator/results.csv?by=${by}&days=${days}`}>by {by}</a>{' '}
          </>
        ))}
      </p>
    </>
  );
}

const money = (amount: number, currency: string) =>
  `${amount.toLocaleString('en', { maximumFractionDigits: amount < 1000 ? 2 : 0 })} ${currency}`.trim();

function DaysTable({ totals, currency }: { totals: readonly DayTotals[]; currency?: string }) {
  return (
    <Table
      id="days"
      title="By day"
      about="Latest first, in UTC"
      columns={['Day', 'Purchases', 'Through rails', 'Revenue', 'Through rails']}
      text={1}
      rows={totals
        .toReversed()
        .map(({ day, purchases, purchasesByRails, revenue, revenueByRails }) => [
          day,
          purchases,
          purchasesByRails,
          money(revenue, currency ?? ''),
          money(revenueByRails, currency ?? ''),
        ])}
    />
  );
}

function RailsTable({ rows }: { rows: readonly AttributionRow[] }) {
  return (
    <Table
      id="by-rail"
      title="By page and rail"
      about="Most purchases first"
      columns={['Page', 'Rail', 'Clicks', 'Visitors who clicked', 'Purchases', 'Revenue', 'Share']}
      text={2}
      rows={rows.map((row) => [
        row.page === 'none' ? 'Nothing led to it' : row.page === 'other' ? 'Other sources' : row.page,
        row.rail ?? '',
        row.clicks.toLocaleString('en'),
        row.visitors.toLocaleString('en'),
        row.purchases.toLocaleString('en'),
        row.revenue.map(({ currency, amount }) => money(amount, currency)).join(', ') || '–',
        row.revenue.map(({ share }) => `${(100 * share).toFixed(1)}%`).join(', ') || '–',
      ])}
    />
  );
}
