// The simulated works: what each looks like, who made it, when it came and what it costs.
//
// A feature is one of two kinds, and nothing tells them apart but what people buy. A quarter carries style: works of a
// style lie around its centre. The others carry the subject of the picture and the light that it was taken in, vary
// more, and leave everyone cold, as most of what a network trained to name objects sees has nothing to do with taste.
// So plain likeness of pictures is some guide to taste, and a learned one can be a better guide.
import type { Item } from '../dataset/dataset.ts';
import { type Chance, cumulate } from './random.ts';
import { artistName, title } from './words.ts';

const DAY = 86_400;
/** Works are uploaded from here on, in seconds since 1970: 2024-01-01. */
export const OPENING = 1_704_067_200;
/** And for two years. */
export const YEARS = 2 * 365 * DAY;

const STYLE_SHARE = 0.25;
const SUBJECTS = 12;

export interface Catalogue {
  items: Item[];
  /** [items, featureSize], none negative: the activations of a rectified layer. */
  features: Float32Array;
  /** The style of each item. */
  style: Int32Array;
  /** How much each item appeals to anyone who likes its style: log-normal, so few are loved by many. */
  appeal: number[];
}

/** A centre: on some of `places` strong activations, elsewhere next to none. */
function centre(chance: Chance, size: number, places: number[], strong: number, strength: number): Float64Array {
  const values = new Float64Array(size);
  const chosen = chance.order(places.length).slice(0, strong);
  for (const i of chosen) values[places[i]] = strength * (0.5 + chance.exponential());
  return values;
}

interface Artist {
  name: string;
  styles: number[];
  /** Own hand: a shift of the features that carry style. */
  hand: Float64Array;
  price: number;
}

/** About an artist for every twelve works, at least one for each style, each at home in one style or two. */
function makeArtists(chance: Chance, items: number, styles: number, size: number, carrying: number[]): Artist[] {
  const count = Math.max(styles, Math.round(items / 12));
  const names = new Set<string>();
  while (names.size < count) {
    const name = artistName(chance);
    names.add(names.has(name) ? `${name} ${names.size}` : name);
  }
  return [...names].map((name, i) => {
    const first = i % styles;
    const second = chance.whole(0, styles - 1);
    const hand = new Float64Array(size);
    for (const feature of carrying) hand[feature] = 0.2 * chance.normal();
    const price = 80 * Math.exp(0.6 * chance.normal());
    return { name, styles: chance.uniform() < 0.4 && second !== first ? [first, second] : [first], hand, price };
  });
}

/**
 * Draws the works, in order of upload.
 * @param featureSize at least 8
 */
export function makeCatalogue(chance: Chance, items: number, featureSize: number, styles: number): Catalogue {
  const shuffled = chance.order(featureSize);
  const carrying = shuffled.slice(0, Math.max(2, Math.round(STYLE_SHARE * featureSize)));
  const cold = shuffled.slice(carrying.length);
  const share = (places: number[], part: number) => Math.max(1, Math.round(places.length * part));
  const styleCentres = Array.from({ length: styles }, () =>
    centre(chance, featureSize, carrying, share(carrying, 0.25), 1.6),
  );
  const subjects = Array.from({ length: SUBJECTS }, () => centre(chance, featureSize, cold, share(cold, 0.25), 1.6));
  const artists = makeArtists(chance, items, styles, featureSize, carrying);
  // Some artists are prolific. Every artist's weight falls with its place, and places say nothing of style.
  const prolific = cumulate(artists.map((_, i) => 1 / Math.sqrt(1 + Math.floor(i / styles))));

  // A quarter of the works comes in the opening week, the others come evenly.
  const uploads = Array.from({ length: items }, () => chance.uniform())
    .map((when) => Math.floor(chance.uniform() < 0.25 ? 7 * DAY * when : YEARS * when))
    .sort((a, b) => a - b);
  const features = new Float32Array(items * featureSize);
  const style = new Int32Array(items);
  const made = uploads.map((upload, row): Item => {
    const artist = artists[chance.weighted(prolific, 0, prolific.length)];
    style[row] = chance.pick(artist.styles);
    const subject = chance.pick(subjects);
    const light = Math.exp(0.5 * chance.normal());
    for (let feature = 0; feature < featureSize; feature++) {
      const look = styleCentres[style[row]][feature] + artist.hand[feature] + light * subject[feature];
      features[row * featureSize + feature] = Math.max(0, look + 0.3 * chance.normal());
    }
    const price = Math.max(15, 5 * Math.round((artist.price * Math.exp(0.3 * chance.normal())) / 5));
    return {
      id: `w-${row + 1}`,
      artist: artist.name,
      title: title(chance),
      price,
      currency: 'EUR',
      uploadedAt: OPENING + upload,
    };
  });
  return { items: made, features, style, appeal: made.map(() => Math.exp(0.9 * chance.normal())) };
}
