// Parses rows of D1's table `items`: the changes of items since the bundles were exported.
import { firstIssue, itemSchema } from '@curatornet/shared/bundle.ts';
import { z } from 'zod';

/** The details of an item that the store can set: those of a bundle, without what the trainer computes. */
export const itemDetailsSchema = itemSchema.omit({ id: true, sales: true, cluster: true });
export type ItemDetails = z.infer<typeof itemDetailsSchema>;

const rowSchema = z.object({
  revision: z.int().positive(),
  id: z.string(),
  state: z.enum(['for-sale', 'sold', 'withdrawn']),
});
const contentSchema = z.object({
  about: z.string().transform(parseJson).pipe(itemDetailsSchema).nullable(),
  features: z.string().transform(decodeFeatures).nullable(),
});

export interface Change {
  /** The revision of the catalogue after this change. */
  revision: number;
  id: string;
  state: 'for-sale' | 'sold' | 'withdrawn';
  /** Null if the store sent no details: those of the bundle apply. */
  about: ItemDetails | null;
  /** Null unless this change set them. */
  features: Float32Array | null;
}

/**
 * Parses rows. An item with invalid details or features is logged and taken off sale until the store sends it again; its
 * change still counts, so that it is not read again.
 * @throws Error if a row does not have the columns of the table
 */
export function parseChanges(rows: unknown[]): Change[] {
  const unusable: string[] = [];
  const changes = rows.map((row): Change => {
    const change = rowSchema.parse(row);
    const content = contentSchema.safeParse(row);
    if (content.success) return { ...change, ...content.data };
    unusable.push(`${JSON.stringify(change.id)} (${firstIssue(content.error)})`);
    return { ...change, state: change.state === 'sold' ? 'sold' : 'withdrawn', about: null, features: null };
  });
  if (unusable.length > 0)
    console.error(
      `${unusable.length} items with invalid rows in D1 left out: ${unusable.slice(0, MOST_NAMED).join(', ')}`,
    );
  return changes;
}
/** The largest number of invalid items in a log line. */
const MOST_NAMED = 5;

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.issues.push({ code: 'custom', message: 'not JSON', input: text });
    return z.NEVER;
  }
}

/** float32, little-endian, in base64. */
export function encodeFeatures(features: ArrayLike<number>): string {
  let binary = '';
  for (const byte of new Uint8Array(Float32Array.from(features).buffer)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function decodeFeatures(text: string, context: z.RefinementCtx): Float32Array {
  try {
    const decoded = new Float32Array(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer);
    if (decoded.length > 0 && decoded.every(Number.isFinite)) return decoded;
  } catch {
    // Not base64, or not a multiple of four bytes.
  }
  context.issues.push({ code: 'custom', message: 'not finite float32 numbers in base64', input: text });
  return z.NEVER;
}
