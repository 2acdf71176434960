// Helpers for the tests of shared/: rankings by a full sort, safetensors files from parts, errors as text.
import fc from 'fast-check';
import { InputError } from '../../shared/errors.ts';

/** Scores with many ties, and with values that must not compete. */
export const scoresOf = (size: { minLength?: number; maxLength: number }) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
        { weight: 2, arbitrary: fc.float({ noNaN: true }) },
        { weight: 1, arbitrary: fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, -0) },
      ),
      size,
    )
    .map((scores) => Float32Array.from(scores));

/** The rows that compete, in order: the definition of a ranking, by a full sort. */
export function fullSort(scores: Float32Array): number[] {
  return [...scores.keys()]
    .filter((row) => !Number.isNaN(scores[row]) && scores[row] !== Number.NEGATIVE_INFINITY)
    .sort((a, b) => (scores[a] === scores[b] ? a - b : scores[a] > scores[b] ? -1 : 1));
}

/** A safetensors file of a header (text or JSON) and data; `claim` replaces the header's length. */
export function safetensors(header: unknown, data: ArrayLike<number> | number = 0, claim?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = Uint8Array.from(typeof data === 'number' ? new Uint8Array(data) : data);
  const file = new Uint8Array(8 + text.length + bytes.length);
  new DataView(file.buffer).setBigUint64(0, claim ?? BigInt(text.length), true);
  file.set(text, 8);
  file.set(bytes, 8 + text.length);
  return file;
}

/** The InputError of `work` as `code: message`; other errors are thrown. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `${error.code}: ${error.message}`;
  }
  throw new Error('nothing was refused');
}
