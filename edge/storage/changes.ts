// Changes as they stand in D1's table of items: what became of an item since the models' bundles were written.
import { firstIssue, itemSchema } from '@curatornet/shared/bundle.ts';
import { z } from 'zod';

/** What a store says of an item: what a bundle says, without what the trainer counts. */
export const aboutSchema = itemSchema.omit({ id: true, sales: true, cluster: true });
export type About = z.infer<typeof aboutSchema>;

const rowSchema = z.object({
  revision: z.int().positive(),
  id: z.string(),
  state: z.enum(['for-sale', 'sold', 'withdrawn']),
});
const contentSchema = z.object({
  about: z.string().transform(parseJson).pipe(aboutSchema).nullable(),
  features: z.string().transform(decodeFeatures).nullable(),
});

export interface Change {
  /** Its place in the order of all changes. */
  revision: number;
  id: string;
  state: 'for-sale' | 'sold' | 'withdrawn';
  /** null where the store has said nothing beyond the bundle. */
  about: About | null;
  /** Only where they are new. */
  features: Float32Array | null;
}

/**
 * Reads rows of the table. An item whose row cannot be used is left out, which is logged: it is off sale until the store
 * sends it again, and the change still counts, so that it is not read again and again.
 * @throws Error where rows are not of that table
 */
export function parseChanges(rows: unknown[]): Change[] {
  const unfit: string[] = [];
  const changes = rows.map((row): Change => {
    const change = rowSchema.parse(row);
    const content = contentSchema.safeParse(row);
    if (content.success) return { ...change, ...content.data };
    unfit.push(`${JSON.stringify(change.id)} (${firstIssue(content.error)})`);
    return { ...change, state: change.state === 'sold' ? 'sold' : 'withdrawn', about: null, features: null };
  });
  if (unfit.length > 0)
    console.error(
      `items left out, for their rows in D1 cannot be used: ${unfit.length}, ${unfit.slice(0, MOST_NAMED).join(', ')}`,
    );
  return changes;
}
/** Of many such items the first few are named. */
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
    // Neither base64, nor whole numbers of four bytes.
  }
  context.issues.push({ code: 'custom', message: 'not finite float32 numbers in base64', input: text });
  return z.NEVER;
}
