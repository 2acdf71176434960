// Times as other programs write them: milliseconds, a format of the user's, local times of a time zone. fields.ts reads the
// formats that need no option.
import { InputError } from '@curatornet/shared/errors.ts';
import { parseTime, quote, Refusal, withinTime } from './fields.ts';

export interface TimeSettings {
  /** `ms`, or a format such as `DD.MM.YYYY HH:mm`; by default ISO 8601 or seconds. */
  times?: string;
  /** The time zone of times without an offset, as `Europe/Berlin`; by default UTC. */
  zone?: string;
}

/** @returns seconds since 1970, or a Refusal */
export type TimeParser = (text: string, column: string) => number;

const PARTS = { YYYY: 4, MM: 2, DD: 2, HH: 2, mm: 2, ss: 2 } as const;
type Part = keyof typeof PARTS;
const PART = new RegExp(Object.keys(PARTS).join('|'), 'g');
/** An ISO time of day without an offset. */
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/;

/** @throws InputError if the format or the zone is invalid */
export function timeParser({ times, zone }: TimeSettings): TimeParser {
  const toSeconds = zone === undefined ? undefined : inZone(zone);
  if (times === undefined) {
    if (toSeconds === undefined) return parseTime;
    return (text, column) => {
      const local = LOCAL.exec(text);
      if (!local) return parseTime(text, column);
      parseTime(text, column); // refuses times that do not exist
      return toSeconds(
        local.slice(1).map((part) => Number(part ?? 0)),
        text,
        column,
      );
    };
  }
  if (times === 'ms')
    return (text, column) => {
      if (!/^\d{1,14}$/.test(text))
        throw new Refusal(`${column} ${quote(text)} is not a time in milliseconds`, 'change --times');
      return withinTime(Math.floor(Number(text) / 1000), text, column);
    };
  const parse = formatParser(times);
  return (text, column) => (toSeconds ?? utc)(parse(text, column), text, column);
}

/** @returns a function that reads year, month, day, hour, minute and second */
function formatParser(format: string): (text: string, column: string) => number[] {
  const order = [...format.matchAll(PART)].map(([part]) => part as Part);
  const day: Part[] = ['YYYY', 'MM', 'DD'];
  if (day.some((part) => !order.includes(part)) || new Set(order).size !== order.length)
    throw new InputError('usage', `--times ${quote(format)} is not a format of times`, {
      how: "write ms, or each of YYYY, MM and DD once, and any of HH, mm and ss: --times 'DD.MM.YYYY HH:mm'",
    });
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const pattern = format
    .split(PART)
    .map(literal)
    .reduce((all, rest, place) => {
      const digits = PARTS[order[place - 1]];
      return `${all}(\\d{${digits === 4 ? 4 : '1,2'}})${rest}`;
    });
  const matches = new RegExp(`^${pattern}$`);
  return (text, column) => {
    const found = matches.exec(text);
    if (!found) throw new Refusal(`${column} ${quote(text)} does not have the format ${format}`, 'change --times');
    const value = (part: Part) => (order.includes(part) ? Number(found[order.indexOf(part) + 1]) : 0);
    const [year, month, day, hour, minute, second] = (Object.keys(PARTS) as Part[]).map(value);
    // Date.UTC moves an invalid day, such as 31 April, into another month.
    const date = new Date(Date.UTC(year, month - 1, day));
    const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    if (!exists || hour > 23 || minute > 59 || second > 59)
      throw new Refusal(`${column} ${quote(text)} does not exist`, 'change --times or the time');
    return [year, month, day, hour, minute, second];
  };
}

const utc = ([year, month, day, hour, minute, second]: number[]) =>
  Date.UTC(year, month - 1, day, hour, minute, second) / 1000;

/** @returns a function from a local time of the zone to seconds since 1970 */
function inZone(zone: string): (local: number[], text: string, column: string) => number {
  let format: Intl.DateTimeFormat;
  try {
    const numeric = 'numeric';
    const fields = {
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    } as const;
    format = new Intl.DateTimeFormat('en', { ...fields, timeZone: zone, hourCycle: 'h23', era: undefined });
  } catch (cause) {
    const how = 'write a name such as Europe/Berlin, or leave it out for UTC';
    throw new InputError('usage', `--zone ${quote(zone)} is not a time zone`, { how, cause });
  }
  /** The zone's clock at a point in time, as if it were UTC. */
  const clock = (seconds: number) => {
    const parts = Object.fromEntries(
      format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]),
    );
    return utc([parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second]);
  };
  return (local, text, column) => {
    const wanted = utc(local);
    // When clocks are set back, a time comes twice: the offset of the hours before gives the first.
    for (const near of [wanted - 86_400, wanted + 86_400]) {
      const time = wanted - (clock(near) - near);
      if (clock(time) === wanted) return withinTime(time, text, column);
    }
    throw new Refusal(
      `${column} ${quote(text)} does not exist in ${zone}: clocks were set forward`,
      'change --zone or the time',
    );
  };
}
