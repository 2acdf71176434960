// What was embedded so far, so that a run that was killed goes on where it was. One file beside features.npy:
//
//   a line of JSON: what embeds (a digest of the model and its settings) and how many numbers a picture gets
//   records: sha256 of the picture's bytes (32 bytes), its numbers (float32, little endian)
//
// Records are keyed by what the picture is and not by whose it is: items may come, go and change places meanwhile.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** The longest first line. */
const MAX_HEAD = 1024;

export interface Partial {
  /** Digest of a picture -> its numbers, from an earlier run and this one. */
  vectors: Map<string, Float32Array>;
  add(digest: string, vector: Float32Array): void;
  close(): void;
  /** Closes and removes it: everything is where it belongs. */
  discard(): void;
}

/** Takes up the file if it was written by the same `key` and size, cutting a last record that is not whole; else begins anew. */
export function openPartial(path: string, key: string, size: number): Partial {
  const head = Buffer.from(`${JSON.stringify({ key, size })}\n`);
  const record = 32 + 4 * size;
  const vectors = new Map<string, Float32Array>();
  const old = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (head.length > MAX_HEAD) throw new RangeError('the key is too long');
  const goesOn = old.subarray(0, head.length).equals(head);
  let end = head.length;
  for (; goesOn && end + record <= old.length; end += record) {
    const vector = new Float32Array(size);
    new Uint8Array(vector.buffer).set(old.subarray(end + 32, end + record));
    vectors.set(old.toString('hex', end, end + 32), vector);
  }
  const file = openSync(path, goesOn ? 'r+' : 'w');
  if (goesOn) ftruncateSync(file, end);
  else writeSync(file, head, 0, head.length, 0);
  return {
    vectors,
    add(digest, vector) {
      vectors.set(digest, vector);
      const bytes = Buffer.concat([
        Buffer.from(digest, 'hex'),
        new Uint8Array(vector.buffer, vector.byteOffset, 4 * size),
      ]);
      end += writeSync(file, bytes, 0, bytes.length, end);
    },
    close: () => closeSync(file),
    discard() {
      closeSync(file);
      rmSync(path);
    },
  };
}
