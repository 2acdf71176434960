// Attribution by day: what the charts show, a day after the other, also days without a sale.
import type { AttributionResponse, AttributionRow } from '@curatornet/shared/api-attribution.ts';

const DAY = 86_400;

export interface DayTotals {
  /** `2026-12-01`, in UTC. */
  day: string;
  purchases: number;
  /** Of them, those that a rail led to. */
  purchasesByRails: number;
  revenue: number;
  revenueByRails: number;
}

/** The start of the period of the last days, the current one among them: midnight in UTC. */
export const startOf = (days: number, now: number): number => (Math.floor(now / DAY) - days + 1) * DAY;

/** Whether a row is about a rail, and not about what nothing or another source led to. */
export const isRail = ({ page }: AttributionRow): boolean => page !== 'none' && page !== 'other';

export const amountIn = ({ revenue }: AttributionRow, currency: string | undefined): number =>
  revenue.find((one) => one.currency === currency)?.amount ?? 0;

/** The currency with the largest revenue; undefined if there is none. */
export const mainCurrency = ({ total }: AttributionResponse): string | undefined =>
  total.revenue.toSorted((a, b) => b.amount - a.amount)[0]?.currency;

/** The totals of each day of a report by day. */
export function totalsByDay({ from, until, rows }: AttributionResponse, currency: string | undefined): DayTotals[] {
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const totals: DayTotals[] = [];
  for (let at = Math.floor(from / DAY) * DAY; at < until; at += DAY) {
    const day = new Date(at * 1000).toISOString().slice(0, 10);
    const all = byDay.get(day) ?? [];
    const rails = all.filter(isRail);
    const purchases = (some: readonly AttributionRow[]) => some.reduce((sum, row) => sum + row.purchases, 0);
    const revenue = (some: readonly AttributionRow[]) => some.reduce((sum, row) => sum + amountIn(row, currency), 0);
    totals.push({
      day,
      purchases: purchases(all),
      purchasesByRails: purchases(rails),
      revenue: revenue(all),
      revenueByRails: revenue(rails),
    });
  }
  return totals;
}
