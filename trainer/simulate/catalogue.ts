// The simulated items: who made each, what it is to look like, when it came and what it costs. The painter makes the picture.

import { type Chance, cumulate } from '../chance.ts';
import type { DatasetItem } from '../dataset/dataset.ts';
import { drawBrief, drawStyle, type Style } from './painter/artists.ts';
import { type Brief, SCHOOLS } from './painter/painter.ts';
import { artistName, title } from './words.ts';

const DAY = 86_400;
/** Items are uploaded from here on, in seconds since 1970: 2024-01-01. */
export const OPENING = 1_704_067_200;
/** And for two years. */
export const YEARS = 2 * 365 * DAY;
/** Of the items that are painted, as in the paper's store; the others are prints, which many can buy. */
const ONE_OF_A_KIND = 0.78;

export interface PaintedItem extends DatasetItem {
  artist: string;
  title: string;
  image: string;
  price: number;
  currency: string;
  uploadedAt: number;
  unique: boolean;
  brief: Brief;
  /** How much it pleases whoever likes its kind: normal, so that its exponential has a long tail. */
  appeal: number;
}

interface Artist {
  name: string;
  style: Style;
  /** What an original of theirs costs, about. */
  price: number;
}

function makeArtists(chance: Chance, count: number): Artist[] {
  const names = new Set<string>();
  while (names.size < count) {
    const name = artistName(chance);
    names.add(names.has(name) ? `${name} ${names.size}` : name);
  }
  return [...names].map((name, place) => ({
    name,
    style: drawStyle(chance, place),
    price: 420 * Math.exp(0.7 * chance.normal()),
  }));
}

/** Who makes each item: everyone one at least, where there are enough, and some many more than others. */
function makers(chance: Chance, items: number, artists: readonly Artist[]): Artist[] {
  // Weights fall with the place in an order of their own, since schools come in turn.
  const order = chance.order(artists.length);
  const prolific = cumulate(order.map((_, place) => 1 / Math.sqrt(1 + place)));
  return chance
    .order(items)
    .map((item) => artists[item < artists.length ? item : order[chance.weighted(prolific, 0, prolific.length)]]);
}

/** Prices end in 0 or 5. */
const rounded = (price: number) => Math.max(15, 5 * Math.round(price / 5));

/** Draws the items, in order of upload. */
export function makeCatalogue(chance: Chance, items: number, artists: number): PaintedItem[] {
  const by = makers(chance, items, makeArtists(chance, artists));
  // A quarter of the items comes in the opening week, the others come evenly.
  const uploads = Array.from({ length: items }, () => chance.uniform())
    .map((when) => Math.floor(chance.uniform() < 0.25 ? 7 * DAY * when : YEARS * when))
    .sort((a, b) => a - b);
  return uploads.map((upload, row): PaintedItem => {
    const { name, style, price } = by[row];
    const brief = drawBrief(chance, style);
    const unique = chance.uniform() < ONE_OF_A_KIND;
    const id = `w-${row + 1}`;
    return {
      id,
      artist: name,
      title: title(chance, SCHOOLS[brief.school].subjects),
      image: `${id}.webp`,
      price: rounded((unique ? 1 : 0.15) * price * Math.exp(0.3 * chance.normal())),
      currency: 'EUR',
      uploadedAt: OPENING + upload,
      unique,
      brief,
      appeal: 0.8 * chance.normal(),
    };
  });
}
