// Names of simulated items and artists. All are invented; any similarity is coincidental.
import type { Chance } from '../chance.ts';

const MOODS =
  'Quiet Amber Late Hollow Bright Slow Broken Northern Salt Distant Velvet Early Silver Restless Warm Pale'.split(' ');
const TAILS = ['', '', '', ' at Dusk', ' in Winter', ' after Rain', ', Study', ' in Blue', ' from Above'];

const FIRST = 'Ada Bram Cleo Dov Edda Fenn Gita Hale Ines Joss Kaya Lior Mira Nils Oona Pim Runa Sami Tova Yael'.split(
  ' ',
);
const HEADS = 'Al Bren Cor Dal Esk Far Gren Hol Ist Jar Kel Lun Mar Nor Ost Pel'.split(' ');
const ENDS = 'abrey ander by dane ell fold gard holm ik low moor ova quist rane sted wick'.split(' ');

/** The title of an item. @param subjects subjects of its school */
export const itemTitle = (chance: Chance, subjects: readonly string[]) =>
  `${chance.pick(MOODS)} ${chance.pick(subjects)}${chance.pick(TAILS)}`;

/** The name of an artist. */
export const artistName = (chance: Chance) => `${chance.pick(FIRST)} ${chance.pick(HEADS)}${chance.pick(ENDS)}`;
