// Records events in D1, decides the outcome of each, and marks purchased items as sold, in one transaction. This is the only
// place that writes events and decides who may buy what.
import type { D1Result } from '@cloudflare/workers-types';
import type { Event, Outcome } from '@curatornet/shared/api.ts';
import { IMPRESSION, RESPONSES } from '@curatornet/shared/kinds.ts';
import type { events as eventsTable } from '@curatornet/shared/schema.ts';
import type { Environment } from '../environment.ts';
import { RequestError } from '../http/problems.ts';
import { countImpressions, RESPONDED } from './impressions.ts';
import { isKnownItem, isUniqueItem } from './known-items.ts';
import { type Announcement, announcementOf, announcing } from './leases.ts';
import { isOptedOut } from './opt-outs.ts';
import { detailOfItem } from './prices.ts';
import { ADVANCE_REVISION, CATALOGUE_REVISION } from './revision.ts';
import { type TombstoneHash, tombstoneHasher, tombstoneSeconds } from './tombstones.ts';

/** The sender of events, and what their purchases may do. */
export interface EventSender {
  /** The owner of the events: a user, or '' for the store. Event ids are unique per owner. */
  owner: string;
  /** Whether purchases of withdrawn or unknown items are allowed. */
  authority: boolean;
  /** Whether purchases sell the item. */
  sells: boolean;
}
/** The store's own servers, which send the service key. */
export const SERVICE_SENDER: EventSender = { owner: '', authority: true, sells: true };
/** A user with a token. Unless TOKEN_PURCHASES allows more, a purchase is an intent that the store confirms with its own event. */
export const tokenSender = (user: string, { TOKEN_PURCHASES }: Pick<Environment, 'TOKEN_PURCHASES'>): EventSender => ({
  owner: user,
  authority: false,
  sells: TOKEN_PURCHASES === 'allow',
});
/** A visitor of the demonstration storefront, whose purchases sell items that are for sale. */
export const storefrontSender = (user: string): EventSender => ({ owner: user, authority: false, sells: true });

/** An event, and whether the worker showed its rail to its user: release/ref.ts. */
export type AnsweredEvent = Event & { answered?: boolean };

export interface Recorded {
  outcomes: { id: string; kind: Event['kind']; outcome: Outcome; repeated: boolean }[];
  /** The ids of items that were sold. */
  sold: string[];
  /** What relays must learn before this is acknowledged; undefined where nothing could be sold, or there are no relays. */
  announcement?: Announcement;
}

/** Whether an event took effect, now and not before. */
export const isNew = ({ outcome, repeated }: Recorded['outcomes'][number]): boolean =>
  !repeated && outcome !== 'erased' && outcome !== 'not-stored';

// ?1: the events of the request; ?2: their owner; ?3: the current time in seconds since 1970.
const ASKED = `asked AS MATERIALIZED (
  SELECT key AS place, value ->> 0 AS id, value ->> 1 AS user, value ->> 2 AS item, value ->> 3 AS kind, value ->> 4 AS at,
    value ->> 5 AS rail, value ->> 6 AS price, value ->> 7 AS currency, value ->> 8 AS answered, value ->> 9 AS event_hash,
    value ->> 10 AS user_hash FROM json_each(?1))`;
/**
 * An event without a time got the current time when it was recorded, and a purchase without a price that of the item, so a retry
 * without them does not differ.
 */
const DIFFERS = `(events.user IS NOT asked.user OR events.item IS NOT asked.item OR events.kind IS NOT asked.kind
  OR events.rail IS NOT asked.rail OR (asked.at IS NOT NULL AND events.at IS NOT asked.at)
  OR (asked.price IS NOT NULL AND events.price IS NOT asked.price)
  OR (asked.currency IS NOT NULL AND events.currency IS NOT asked.currency))`;
/** Larger than any `seq`: as `events_before`, it makes the transaction record nothing. */
const NOTHING = Number.MAX_SAFE_INTEGER;

const BEGIN = `WITH ${ASKED} UPDATE catalogue SET events_before = CASE
  WHEN EXISTS (SELECT 1 FROM asked JOIN events ON events.owner = ?2 AND events.id = asked.id WHERE ${DIFFERS}) THEN ${NOTHING}
  ELSE (SELECT coalesce(max(seq), 0) FROM events) END`;

// ?4: whether unknown and withdrawn items may be bought; ?5: whether a purchase sells.
const INSERT = `INSERT INTO events (id, owner, user, item, kind, at, rail, price, currency, answered, outcome)
  WITH ${ASKED}, new AS MATERIALIZED (
    SELECT asked.*, (SELECT state FROM items WHERE items.id = asked.item) AS state,
      ${isKnownItem('asked.item')} AS known, ${isUniqueItem('asked.item')} AS is_unique
    FROM asked WHERE (SELECT events_before FROM catalogue) < ${NOTHING}
      AND NOT EXISTS (SELECT 1 FROM events WHERE events.owner = ?2 AND events.id = asked.id)
      AND NOT EXISTS (SELECT 1 FROM tombstones WHERE hash = event_hash AND expires_at > ?3)
      AND CASE WHEN ${isOptedOut('asked.user')} THEN kind = 'purchase' ELSE NOT EXISTS (
        SELECT 1 FROM tombstones WHERE hash = user_hash AND expires_at > ?3 AND asked.at <= erased_at) END)
  SELECT id, ?2, user, item, kind, coalesce(at, ?3), rail,
    CASE kind WHEN 'purchase' THEN coalesce(price, ${detailOfItem('item', 'price')}) END,
    CASE kind WHEN 'purchase' THEN coalesce(currency, ${detailOfItem('item', 'currency')}) END, answered, CASE
    WHEN kind <> 'purchase' THEN 'recorded'
    WHEN NOT ?4 AND (NOT known OR state IS 'withdrawn') THEN 'not-for-sale'
    WHEN is_unique AND state IS 'sold' THEN 'late'
    WHEN NOT ?5 THEN 'recorded'
    WHEN is_unique AND row_number() OVER (PARTITION BY item, kind ORDER BY place) > 1 THEN 'late'
    ELSE 'bought' END
  FROM new ORDER BY place`;

// NOT INDEXED: otherwise SQLite reads the whole index by item, in the order of the groups, instead of the new events alone.
const SELL = `INSERT INTO items (id, revision, state)
  SELECT item, ${CATALOGUE_REVISION} + row_number() OVER (ORDER BY first), 'sold' FROM (
    SELECT item, min(seq) AS first FROM events NOT INDEXED
    WHERE seq > (SELECT events_before FROM catalogue) AND outcome = 'bought' AND ${isUniqueItem('item')} GROUP BY item
  ) WHERE true
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = 'sold'
  RETURNING id`;

// An event that is missing here was erased, or its user was or has opted out.
const ANSWER = `WITH ${ASKED} SELECT events.user, events.item, events.kind, events.at, events.rail, events.price, events.currency,
    coalesce(events.outcome, erased.outcome, iif(${isOptedOut('asked.user')}, 'not-stored', 'erased')) AS outcome,
    events.seq IS NOT NULL AND ${DIFFERS} AS differs,
    coalesce(events.seq <= (SELECT events_before FROM catalogue), erased.hash IS NOT NULL) AS repeated
  FROM asked LEFT JOIN events ON events.owner = ?2 AND events.id = asked.id
    LEFT JOIN tombstones AS erased ON erased.hash = event_hash AND erased.expires_at > ?3 ORDER BY place`;

// A purchase of a user who opted out sells, and leaves its outcome under a keyed hash of its id. ?4: when that expires.
const KEEP_OUTCOMES = `INSERT INTO tombstones (hash, erased_at, expires_at, outcome)
  WITH ${ASKED} SELECT event_hash, ?3, ?4, events.outcome FROM asked JOIN events ON events.owner = ?2 AND events.id = asked.id
  WHERE ${isOptedOut('events.user')}
  ON CONFLICT (hash) DO UPDATE SET erased_at = excluded.erased_at, expires_at = excluded.expires_at,
    outcome = excluded.outcome`;
const UNWANTED = `seq > (SELECT events_before FROM catalogue) AND ${isOptedOut('events.user')}`;
const KEEP_SALES = `INSERT INTO forgotten_sales (item) SELECT item FROM events NOT INDEXED WHERE ${UNWANTED}
  AND outcome = 'bought' AND NOT EXISTS (SELECT 1 FROM items WHERE items.id = item) ON CONFLICT DO NOTHING`;
const FORGET = `DELETE FROM events WHERE ${UNWANTED}`;

/** The fields of an event that a retry may not change. */
const CONTENTS = ['user', 'item', 'kind', 'at', 'rail', 'price', 'currency'] as const;
/** Those that the worker adds where they are missing. */
const ADDED: readonly (typeof CONTENTS)[number][] = ['at', 'price', 'currency'];
type Stored = Pick<typeof eventsTable.$inferSelect, (typeof CONTENTS)[number]>;
/** The stored event, if there is one, and its outcome. */
type Answer = Partial<Stored> & { outcome: Outcome; differs: 0 | 1; repeated: 0 | 1 };

/** An event that is recorded with other contents, or stands with others earlier in the list. */
export interface Conflict {
  /** Its index in the list. */
  place: number;
  message: string;
}

/**
 * Records all events or none. A repeated event changes nothing and keeps its first outcome.
 * @param relays whether the store has relays
 * @param now seconds since 1970, for events without a time
 * @throws RequestError `event-conflict` if an id was recorded with different contents
 */
export async function recordEvents(
  env: RecordingEnvironment,
  events: readonly AnsweredEvent[],
  sender: EventSender,
  relays: boolean,
  now?: number,
): Promise<Recorded> {
  const { recorded, conflicts } = await tryToRecord(env, events, sender, relays, now);
  if (recorded) return recorded;
  const errors = conflicts.map(({ place, message }) => ({ at: `events.${place}.id`, message }));
  throw new RequestError('event-conflict', 'Nothing of this request was recorded', { errors });
}

/** Records the events that do not conflict, each as `recordEvents` would, and returns those that do. */
export async function recordWithoutConflicts(
  env: RecordingEnvironment,
  events: readonly AnsweredEvent[],
  sender: EventSender,
  relays: boolean,
): Promise<{ recorded?: Recorded; conflicts: Conflict[] }> {
  const conflicts: Conflict[] = [];
  let left = events.map((event, place) => ({ event, place }));
  while (left.length > 0) {
    const tried = await tryToRecord(
      env,
      left.map(({ event }) => event),
      sender,
      relays,
    );
    if (tried.recorded) return { recorded: tried.recorded, conflicts };
    for (const { place, message } of tried.conflicts) conflicts.push({ place: left[place].place, message });
    const refused = new Set(tried.conflicts.map(({ place }) => place));
    left = left.filter((_, place) => !refused.has(place));
  }
  return { conflicts };
}

type RecordingEnvironment = Pick<Environment, 'DB' | 'TOKEN_SECRET' | 'SERVICE_KEY' | 'TOMBSTONE_DAYS'>;

/**
 * Records all events, or returns the conflicting ones, after which nothing is recorded. Impressions are counted after the other
 * events are recorded: if that fails, the same request can be sent again.
 */
async function tryToRecord(
  env: RecordingEnvironment,
  events: readonly AnsweredEvent[],
  sender: EventSender,
  relays: boolean,
  now: number = Math.floor(Date.now() / 1000),
): Promise<{ recorded?: Recorded; conflicts: Conflict[] }> {
  const { distinct, conflicts: within } = withoutRepeats(events);
  if (within.length > 0) return { conflicts: within };
  const hash = await tombstoneHasher(env);
  const [stored, impressions] = [false, true].map((counted) =>
    distinct.filter(({ kind }) => (kind === IMPRESSION) === counted),
  );
  const written = stored.length > 0 ? await write(env, stored, sender, { relays, hash, now }) : undefined;
  const conflicts = events.flatMap((event, place) => conflict(event, place, written?.answers.get(event.id)));
  if (conflicts.length > 0) return { conflicts };
  const counted = impressions.length > 0 ? await countImpressions(env.DB, impressions, hash, now) : undefined;
  const seen = new Set<string>();
  const outcomes = events.map(({ id, kind }) => {
    const { outcome, repeated } = written?.answers.get(id) ?? counted!.get(id)!;
    const again = repeated === 1 || seen.has(id);
    seen.add(id);
    return { id, kind, outcome, repeated: again };
  });
  return { recorded: { outcomes, sold: written?.sold ?? [], announcement: written?.announcement }, conflicts };
}

/**
 * Writes events with distinct ids, unless one conflicts.
 * It is SQL rather than a query builder: one batch decides, writes and answers, for every click.
 */
async function write(
  env: RecordingEnvironment,
  events: readonly AnsweredEvent[],
  { owner, authority, sells }: EventSender,
  { relays, hash, now }: { relays: boolean; hash: TombstoneHash; now: number },
): Promise<{ answers: Map<string, Answer>; sold: string[]; announcement?: Announcement }> {
  const rows = await Promise.all(
    events.map(async ({ id, user, item, kind, at, rail, price, currency, answered }) => {
      const hashes = await Promise.all([hash('event', owner, id), hash('user', user)]);
      return [id, user, item, kind, at, rail, price, currency, Number(answered === true), ...hashes];
    }),
  );
  const { DB } = env;
  const asked = JSON.stringify(rows);
  const prepare = (sql: string, ...more: number[]) => DB.prepare(sql).bind(asked, owner, ...more);
  const purchases = events.some(({ kind }) => kind === 'purchase');
  const sales = sells && purchases;
  const responses = events.some(({ kind }) => RESPONSES.some((response) => response === kind));
  const results = await DB.batch<unknown>([
    prepare(BEGIN),
    prepare(INSERT, now, Number(authority), Number(sells)),
    prepare(ANSWER, now),
    ...(sales ? [DB.prepare(SELL), DB.prepare(ADVANCE_REVISION)] : []),
    ...(sales && relays ? announcing(DB) : []),
    ...(responses ? [DB.prepare(RESPONDED)] : []),
    ...(purchases
      ? [prepare(KEEP_OUTCOMES, now, now + tombstoneSeconds(env)), DB.prepare(KEEP_SALES), DB.prepare(FORGET)]
      : []),
  ]);
  const answers = results[2].results as Answer[];
  return {
    answers: new Map(events.map(({ id }, place) => [id, answers[place]])),
    sold: sales ? (results[3].results as { id: string }[]).map(({ id }) => id) : [],
    announcement: sales && relays ? announcementOf(results.slice(5) as D1Result[]) : undefined,
  };
}

/** The first event of each id, and the later ones with different contents. */
function withoutRepeats(events: readonly AnsweredEvent[]): { distinct: AnsweredEvent[]; conflicts: Conflict[] } {
  const first = new Map<string, { place: number; event: AnsweredEvent; contents: string }>();
  const conflicts: Conflict[] = [];
  for (const [place, event] of events.entries()) {
    const { id } = event;
    const contents = JSON.stringify(CONTENTS.map((name) => event[name]));
    const before = first.get(id);
    if (!before) first.set(id, { place, event, contents });
    else if (before.contents !== contents)
      conflicts.push({ place, message: `event ${before.place} has the same id ${id}, with different contents` });
  }
  return { distinct: [...first.values()].map(({ event }) => event), conflicts };
}

function conflict(event: Event, place: number, stored?: Answer): Conflict[] {
  if (stored?.differs !== 1) return [];
  const fields = CONTENTS.filter(
    (name) => (stored[name] ?? undefined) !== event[name] && !(ADDED.includes(name) && event[name] === undefined),
  );
  const differences = fields.map((name) => `${name} ${stored[name] ?? 'missing'}, not ${event[name] ?? 'missing'}`);
  return [{ place, message: `${event.id} was recorded before with different contents: ${differences.join('; ')}` }];
}
