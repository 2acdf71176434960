// Credits each purchase to at most one rail, and adds up clicks, purchases and revenue: by rail, page, version, day, or by the
// variants of experiments. The report reads a replica of D1, so it may lack the last seconds, and delays no visitor.
import type { D1Database } from '@cloudflare/workers-types';
import {
  type AttributionBy,
  type AttributionResponse,
  type AttributionRow,
  DEFAULT_PERIOD_DAYS,
  MAX_PERIOD_DAYS,
  MAX_PERIOD_EVENTS,
  MOST_NAMED,
  NAMED_BY,
} from '@curatornet/shared/api-attribution.ts';
import { RequestError } from '../http/problems.ts';
import type { AttributionRule } from './attribution-rule.ts';
import { PARSED_REFS, withoutSignature } from './parsed-refs.ts';

const DAY = 86_400;

// ?1, ?2: from and until; ?3: the seconds before a purchase; ?4: how many rows have a name of their own.
const PERIOD = `period AS MATERIALIZED (
  SELECT user, item, kind = 'click' AS click, at, ${withoutSignature('rail')} AS rail, price, coalesce(currency, '') AS currency FROM events
  WHERE at >= ?1 AND at < ?2 AND (kind = 'click' OR outcome = 'bought'))`;

/** A purchase counts for the rail that it names itself; else for that of a click; else for the text that it names. */
const creditedBy = (order: 'ASC' | 'DESC') => `found AS MATERIALIZED (
    SELECT period.*, CASE WHEN NOT click THEN (
      SELECT ${withoutSignature('events.rail')} FROM events INDEXED BY events_by_user
      WHERE events.user = period.user AND events.at BETWEEN period.at - ?3 AND period.at
        AND events.item = period.item AND events.kind = 'click' AND events.rail IS NOT NULL
      ORDER BY events.at ${order}, events.seq ${order} LIMIT 1) END AS clicked
    FROM period),
  texts AS (SELECT rail AS text FROM found UNION SELECT clicked FROM found),
  ${PARSED_REFS},
  credited AS (
    SELECT found.*, CASE WHEN own.text IS NULL THEN coalesce(clicked, found.rail) ELSE own.text END AS credit
    FROM found LEFT JOIN refs AS own ON own.text = found.rail)`;

const named = (part: 'page' | 'version') =>
  `CASE WHEN credit IS NULL THEN 'none' WHEN refs.text IS NULL THEN 'other' ELSE refs.${part} END`;
const RAIL = "coalesce(refs.rail, credit, '')";
/** The day and the two names of a row, the second of which may be empty. */
const NAMES = {
  rail: ["''", named('page'), RAIL],
  page: ["''", named('page'), "''"],
  version: ["''", named('version'), "''"],
  day: ["date(at, 'unixepoch')", named('page'), RAIL],
};

/** Clicks and purchases with the day and the names of their rows. */
function namedActs(by: AttributionBy, rule: AttributionRule['rule']): string {
  if (by === 'experiment')
    return `acts AS MATERIALIZED (
      SELECT click, period.user, price, currency, '' AS day, experiment AS a, variant AS b
      FROM period CROSS JOIN exposures ON exposures.user = period.user AND exposures.at <= period.at)`;
  const [day, a, b] = NAMES[by];
  return `${creditedBy(rule === 'last-click' ? 'DESC' : 'ASC')},
    acts AS MATERIALIZED (
      SELECT click, user, price, currency, ${day} AS day, ${a} AS a, ${b} AS b
      FROM credited LEFT JOIN refs ON refs.text = credit)`;
}

const COUNTS = `coalesce(sum(click), 0) AS clicks, count(DISTINCT CASE WHEN click THEN user END) AS visitors,
  coalesce(sum(NOT click), 0) AS purchases, coalesce(sum(NOT click AND price IS NULL), 0) AS withoutPrice`;
const NO_COUNTS = '0 AS clicks, 0 AS visitors, 0 AS purchases, 0 AS withoutPrice';
const AMOUNT = 'currency, round(sum(price), 4) AS amount';
const PRICED = 'NOT click AND price IS NOT NULL';

/** Rows with counts and without a currency, and rows with an amount; those of the total have no names. */
const reportOf = (by: AttributionBy, rule: AttributionRule['rule']) => `WITH ${PERIOD}, ${namedActs(by, rule)},
  most AS MATERIALIZED (SELECT a, b FROM acts GROUP BY a, b
    ORDER BY a = 'none' DESC, sum(NOT click) DESC, count(*) DESC, a, b LIMIT ?4),
  placed AS MATERIALIZED (
    SELECT click, user, price, currency, day, coalesce(most.a, 'other') AS a, coalesce(most.b, '') AS b
    FROM acts LEFT JOIN most ON most.a = acts.a AND most.b = acts.b)
  SELECT NULL AS day, NULL AS a, NULL AS b, NULL AS currency, NULL AS amount, ${COUNTS} FROM period
  UNION ALL SELECT NULL, NULL, NULL, ${AMOUNT}, ${NO_COUNTS} FROM period WHERE ${PRICED} GROUP BY currency
  UNION ALL SELECT day, a, b, NULL, NULL, ${COUNTS} FROM placed GROUP BY day, a, b
  UNION ALL SELECT day, a, b, ${AMOUNT}, ${NO_COUNTS} FROM placed WHERE ${PRICED} GROUP BY day, a, b, currency`;

type Counts = Pick<AttributionRow, 'clicks' | 'visitors' | 'purchases' | 'withoutPrice'>;
interface Reported extends Counts {
  day: string | null;
  a: string | null;
  b: string | null;
  currency: string | null;
  amount: number | null;
}

const SIZE = `SELECT count(*) AS events FROM (
  SELECT 1 FROM events WHERE at >= ?1 AND at < ?2 LIMIT ${MAX_PERIOD_EVENTS + 1})`;

/**
 * Reads the attribution of the last 30 days, or of another period.
 * @param from counts, `until` does not: seconds since 1970
 * @throws RequestError `invalid-request` if the period is empty, too long, or has too many events
 */
export async function readAttribution(
  db: D1Database,
  {
    by,
    days,
    rule,
    until = Math.floor(Date.now() / 1000),
    from = Math.max(0, until - DEFAULT_PERIOD_DAYS * DAY),
  }: AttributionRule & { by: AttributionBy; from?: number; until?: number },
): Promise<AttributionResponse> {
  if (from >= until) refuse('must be before until');
  if (until - from > MAX_PERIOD_DAYS * DAY) refuse(`must be at most ${MAX_PERIOD_DAYS} days before until`);
  const replica = db.withSession('first-unconstrained');
  const size = (await replica.prepare(SIZE).bind(from, until).first<{ events: number }>())!;
  if (size.events > MAX_PERIOD_EVENTS)
    refuse(`the period has more than ${MAX_PERIOD_EVENTS.toLocaleString('en')} events: ask for a shorter one`);
  const values = [from, until, days * DAY, MOST_NAMED[by]];
  const { results } = await replica
    .prepare(reportOf(by, rule))
    .bind(...values)
    .all<Reported>();
  return { from, until, by, rule, days, ...assembled(results, by) };
}

function refuse(message: string): never {
  throw new RequestError('invalid-request', undefined, { errors: [{ at: 'from', message }] });
}

/** Brings the amounts to their rows, in order. */
function assembled(results: readonly Reported[], by: AttributionBy): Pick<AttributionResponse, 'rows' | 'total'> {
  const countsOf = ({ clicks, visitors, purchases, withoutPrice }: Counts) => ({
    clicks,
    visitors,
    purchases,
    withoutPrice,
  });
  const moneyOf = (some: readonly Reported[]) =>
    some
      .flatMap(({ currency, amount }) => (currency === null || amount === null ? [] : [{ currency, amount }]))
      .sort((one, other) => compare(one.currency, other.currency));
  const groups = Map.groupBy(results, ({ day, a, b }) => JSON.stringify([day, a, b]));
  const [all, ...others] = [...groups.values()];
  const total = { ...countsOf(all[0]), revenue: moneyOf(all) };
  const whole = new Map(total.revenue.map(({ currency, amount }) => [currency, amount]));
  const shareOf = (currency: string, amount: number) => {
    const sum = whole.get(currency) ?? 0;
    return sum > 0 ? Math.min(1, Number((amount / sum).toFixed(6))) : 0;
  };
  const ordered = others.sort(
    ([one], [other]) =>
      compare(one.day!, other.day!) ||
      other.purchases - one.purchases ||
      other.clicks - one.clicks ||
      compare(one.a!, other.a!) ||
      compare(one.b!, other.b!),
  );
  const rows = ordered.map((group): AttributionRow => {
    const [{ day, a, b }] = group;
    const names = by === 'day' ? [day, a, b] : [a, b];
    const present = NAMED_BY[by].flatMap((name, nth) => (names[nth] ? [[name, names[nth]]] : []));
    const revenue = moneyOf(group).map((one) => ({ ...one, share: shareOf(one.currency, one.amount) }));
    return { ...Object.fromEntries(present), ...countsOf(group[0]), revenue };
  });
  return { rows, total };
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
