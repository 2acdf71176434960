// What an id, a text, a price or a time may be, once: the API, bundles, imported files and `curatornet pull` check with
// these schemas. Every limit is in the JSON Schema that is published: lengths are patterns, which count characters as JSON
// Schema does, where a string's own length counts halves of surrogate pairs.
import { z } from 'zod';
import './issues.ts';

/** What no text may hold: control characters (C0, DEL and C1) and lone surrogates. */
const REFUSED = '\\p{Cc}\\p{Cs}';
const NO_CONTROL = 'without control characters and lone surrogates';

/** A text on one line. It is kept as it came: nothing is normalised. */
export const text = (least: number, most: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[^${REFUSED}]{${least},${most}}$`, 'u'),
      `must be ${least} to ${most} characters, ${NO_CONTROL}`,
    )
    .meta({ minLength: least, maxLength: most });

export const MAX_ID = 128;
/** `.` and `..` are taken out of addresses before they are sent, so no address could reach such an id. */
export const id = z
  .string()
  .regex(
    new RegExp(`^(?!\\.{1,2}$|\\s|.*\\s$)[^${REFUSED}]{1,${MAX_ID}}$`, 'u'),
    `must be 1 to ${MAX_ID} characters, ${NO_CONTROL}, without white space at its ends, and neither . nor ..`,
  )
  .meta({ minLength: 1, maxLength: MAX_ID });

/** An artist, or a tag. */
export const name = text(1, 256);
/** The largest number of tags of an item. */
export const MAX_TAGS = 64;
export const tags = z.array(name).max(MAX_TAGS);
export const title = text(0, 500);
/** The address or the path of a picture. */
export const image = text(0, 2048);
export const currency = text(0, 16);

export const MAX_PRICE = 1e12;
/** An amount of money to compare with. */
export const amount = z.number().min(0).max(MAX_PRICE);
/** An amount of money, rounded to four decimals: 19.99 x 1.2 is 23.987999999999996 in floating point. */
export const price = amount.overwrite((value) => Number(value.toFixed(4)));

/** 2100-01-01T00:00:00Z: a time beyond it is in milliseconds, or wrong. */
export const MAX_SECONDS = 4_102_444_800;
/** A point in time, in seconds since 1970. */
export const seconds = z.number().min(0).max(MAX_SECONDS);
export const wholeSeconds = z.int().min(0).max(MAX_SECONDS);

export const MAX_FEATURES = 8192;
/** The numbers that a picture was made into, as float32. */
export const features = z.array(z.float32()).min(1).max(MAX_FEATURES);

/** A list whose members all differ. */
export const distinct = <S extends z.ZodArray<z.ZodType<string>>>(list: S, message: string): S =>
  list.refine((members) => new Set(members).size === members.length, message).meta({ uniqueItems: true });

/** The largest picture that can be uploaded, in bytes. */
export const MAX_PICTURE = 20 * 1024 * 1024;
/** The width or height of a picture, in pixels. */
export const pixels = z.int().min(1).max(1_000_000);
