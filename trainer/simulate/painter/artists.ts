// Draws artists: a school, a technique, a palette and traits. An artist's items stay near these.
import type { Chance } from '../../chance.ts';
import { drawKey, nearKey } from '../canvas/colour.ts';
import { type Brief, SCHOOL_NAMES, SCHOOLS } from './painter.ts';

/** The common properties of an artist's items. */
export type Style = Omit<Brief, 'seed'>;

const TRAITS = 6;

/** @param place the artist's number: schools take turns, so that all occur even with few artists */
export function drawStyle(chance: Chance, place: number): Style {
  const school = SCHOOL_NAMES[place % SCHOOL_NAMES.length];
  const { techniques, formats } = SCHOOLS[school];
  return {
    school,
    technique: chance.pick(techniques),
    format: chance.pick(formats),
    key: drawKey(chance),
    traits: Array.from({ length: TRAITS }, () => chance.uniform()),
    touch: chance.uniform(),
  };
}

/** The description of an artist's next item. Occasionally the format is turned or another palette is used. */
export function drawBrief(chance: Chance, style: Style): Brief {
  const key = chance.uniform() < 0.12 ? { ...drawKey(chance), lightness: style.key.lightness } : style.key;
  const near = (trait: number) => Math.min(1, Math.max(0, trait + 0.07 * chance.normal()));
  return {
    ...style,
    format: chance.uniform() < 0.1 ? 1 / style.format : style.format,
    key: nearKey(chance, key),
    // The first trait selects the kind of picture, which an artist rarely changes.
    traits: style.traits.map((trait, i) => (i === 0 ? trait : near(trait))),
    touch: near(style.touch),
    seed: chance.whole(0, 2 ** 31 - 1),
  };
}
