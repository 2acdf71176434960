// Intermediate results of embedding, so that an interrupted run can resume. A file beside features.npy:
//
//   a line of JSON: the key of the embedder (a digest of the model and its settings) and the number of features
//   records: sha256 of the picture's bytes (32 bytes), its features (float32, little-endian)
//
// Records are keyed by picture and not by item, so that items may be added, removed or reordered between runs.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** Maximum length of the first line. */
const MAX_HEAD = 1024;

export interface Partial {
  /** Features by digest of the picture, of earlier runs and this one. */
  vectors: Map<string, Float32Array>;
  add(digest: string, vector: Float32Array): void;
  close(): void;
  /** Closes and deletes the file, when its content has been used. */
  discard(): void;
}

/** Opens the file; if it has the same `key` and size, drops an incomplete last record and reads it, else starts anew. */
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
