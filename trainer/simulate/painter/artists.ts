// Artists: a school, a hand, a palette and habits each. Their items stay near these, so whoever has seen three knows the fourth.
import type { Chance } from '../../chance.ts';
import { drawKey, nearKey } from '../canvas/colour.ts';
import { type Brief, SCHOOL_NAMES, SCHOOLS } from './painter.ts';

/** What the items of an artist have in common. */
export type Style = Omit<Brief, 'seed'>;

const TRAITS = 6;

/** @param place of the artist: schools come in turn, so that each has its part however few artists there are */
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

/** What an artist's next item is to look like. Now and then one turns the format, or tries another palette. */
export function drawBrief(chance: Chance, style: Style): Brief {
  const key = chance.uniform() < 0.12 ? { ...drawKey(chance), lightness: style.key.lightness } : style.key;
  const near = (trait: number) => Math.min(1, Math.max(0, trait + 0.07 * chance.normal()));
  return {
    ...style,
    format: chance.uniform() < 0.1 ? 1 / style.format : style.format,
    key: nearKey(chance, key),
    // The first trait is the kind of picture, which an artist hardly changes.
    traits: style.traits.map((trait, i) => (i === 0 ? trait : near(trait))),
    touch: near(style.touch),
    seed: chance.whole(0, 2 ** 31 - 1),
  };
}
