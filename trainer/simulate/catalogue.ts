// Draws the simulated items: artist, visual description, upload time and price. The painter makes the pictures.

import { type Chance, cumulate } from '../chance.ts';
import type { DatasetItem } from '../dataset/dataset.ts';
import { drawBrief, drawStyle, type Style } from './painter/artists.ts';
import { type Brief, SCHOOLS } from './painter/painter.ts';
import { artistName, itemTitle } from './words.ts';

const DAY = 86_400;
/** Time of the first upload, in seconds since 1970: 2024-01-01. */
export const OPENING = 1_704_067_200;
/** Length of the simulated period: four months, in seconds. */
export const PERIOD = 120 * DAY;
/** The share of painted items, which are one of a kind, as in the paper's store; the others are prints that many can buy. */
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
  /** Appeal to users who like its kind, as a normal log-odds term, so that its exponential has a long tail. */
  appeal: number;
}

interface Artist {
  name: string;
  style: Style;
  /** Approximate price of an original by the artist. */
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

/** The artist of each item: each has at least one if there are enough items, and some have many more than others. */
function makers(chance: Chance, items: number, artists: readonly Artist[]): Artist[] {
  // Weights fall along a random order of the artists, because schools take turns in their numbering.
  const order = chance.order(artists.length);
  const prolific = cumulate(order.map((_, place) => 1 / Math.sqrt(1 + place)));
  return chance
    .order(items)
    .map((item) => artists[item < artists.length ? item : order[chance.weighted(prolific, 0, prolific.length)]]);
}

/** Rounds to a multiple of 5, at least 15. */
const rounded = (price: number) => Math.max(15, 5 * Math.round(price / 5));

/** Draws the items, in order of upload. */
export function makeCatalogue(chance: Chance, items: number, artists: number): PaintedItem[] {
  const by = makers(chance, items, makeArtists(chance, artists));
  // A quarter of the items is uploaded in the first week, the others evenly over the rest.
  const uploads = Array.from({ length: items }, () => chance.uniform())
    .map((when) => Math.floor(chance.uniform() < 0.25 ? 7 * DAY * when : PERIOD * when))
    .sort((a, b) => a - b);
  return uploads.map((upload, row): PaintedItem => {
    const { name, style, price } = by[row];
    const brief = drawBrief(chance, style);
    const unique = chance.uniform() < ONE_OF_A_KIND;
    const id = `w-${row + 1}`;
    return {
      id,
      artist: name,
      title: itemTitle(chance, SCHOOLS[brief.school].subjects),
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
