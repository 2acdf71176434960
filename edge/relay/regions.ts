// Which regions have relays, and which of them is near a request. A region is one of the places where Cloudflare can put a
// Durable Object.
import { InputError } from '@curatornet/shared/errors.ts';

/** A city of each region: latitude and longitude in degrees. */
const REGIONS = {
  wnam: [37, -122],
  enam: [40, -74],
  sam: [-23, -46],
  weur: [50, 4],
  eeur: [52, 21],
  apac: [22, 114],
  oc: [-34, 151],
  afr: [-26, 28],
  me: [25, 55],
} as const;
export type RegionName = keyof typeof REGIONS;

export interface Region {
  name: RegionName;
  /** How many relays share its requests. */
  relays: number;
}

/** Relays of one region at most: each write tells all of them. */
const MOST_RELAYS = 32;
const parsed = new Map<string, Region[]>();

/**
 * Regions as `RELAYS` lists them, with spaces between: `weur enam*3 apac` has three relays in eastern North America.
 * @throws InputError where it names what is no region, or one twice
 */
export function configuredRegions(text = ''): Region[] {
  let regions = parsed.get(text);
  if (!regions) {
    regions = text.split(/\s+/).filter(Boolean).map(parseRegion);
    const twice = regions.find(({ name }, place) => regions!.findIndex((other) => other.name === name) < place);
    if (twice) throw new InputError('invalid', `${twice.name} is there twice`, { where: 'RELAYS' });
    parsed.set(text, regions);
  }
  return regions;
}

function parseRegion(word: string): Region {
  const [, name, relays = '1'] = /^([a-z]+)(?:\*([1-9]\d?))?$/.exec(word) ?? [];
  if (!name || !Object.hasOwn(REGIONS, name) || Number(relays) > MOST_RELAYS)
    throw new InputError('invalid', `${JSON.stringify(word)} is no region with relays`, {
      where: 'RELAYS',
      how: `name some of ${Object.keys(REGIONS).join(', ')}, each with *2 to *${MOST_RELAYS} where one relay is not enough`,
    });
  return { name: name as RegionName, relays: Number(relays) };
}

/** Where a request comes from, as `request.cf` says it. */
export interface Place {
  latitude?: unknown;
  longitude?: unknown;
}

/** The nearest of the regions; the first where nothing is known of the place. */
export function nearest(regions: readonly Region[], { latitude, longitude }: Place = {}): Region {
  const [from, to] = [Number(latitude ?? Number.NaN), Number(longitude ?? Number.NaN)];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return regions[0];
  const angles = regions.map(({ name }) => angle([from, to], REGIONS[name]));
  return regions[angles.indexOf(Math.min(...angles))];
}

/** The angle between two places on the globe: haversine formula. */
function angle([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  return 2 * Math.asin(Math.sqrt(half(c - a) + Math.cos(radians(a)) * Math.cos(radians(c)) * half(d - b)));
}
