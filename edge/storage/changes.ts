// Changes as they stand in D1's table of items: what became of an item since the models' bundles were written.
import { itemSchema } from '@curatornet/shared/bundle.ts';
import { z } from 'zod';

/** What a store says of an item: what a bundle says, without what the trainer counts. */
export const aboutSchema = itemSchema.omit({ id: true, sales: true, cluster: true });
export type About = z.infer<typeof aboutSchema>;

const changeSchema = z.object({
  revision: z.int().positive(),
  id: z.string(),
  state: z.enum(['for-sale', 'sold', 'withdrawn']),
  about: z
    .string()
    .transform((text) => aboutSchema.parse(JSON.parse(text)))
    .nullable(),
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

/** @throws Error where rows are not of that table */
export function parseChanges(rows: unknown[]): Change[] {
  return rows.map((row) => changeSchema.parse(row));
}

/** float32, little-endian, in base64. */
export function encodeFeatures(features: ArrayLike<number>): string {
  let binary = '';
  for (const byte of new Uint8Array(Float32Array.from(features).buffer)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function decodeFeatures(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer);
}
