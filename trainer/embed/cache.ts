// The features of each picture that was embedded, so that the next run computes only those of new pictures, and an
// interrupted run resumes. A file beside features.npy:
//
//   a line of JSON: the key of the embedder and the number of features
//   records: sha256 of the picture's bytes (32 bytes), its features (float32, little-endian)
//
// Records are keyed by picture and not by item, so that items may be added, removed or reordered between runs.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, readSync, renameSync, writeSync } from 'node:fs';

export interface FeatureCache {
  /** Features by digest of the picture, of earlier runs and this one. */
  vectors: Map<string, Float32Array>;
  add(digest: string, vector: Float32Array): void;
  close(): void;
  /** Closes the file, and keeps these pictures alone, in this order: the same pictures give the same file. */
  keep(digests: Iterable<string>): void;
}

/** The record of a picture. */
const recordOf = (digest: string, vector: Float32Array) =>
  Buffer.concat([Buffer.from(digest, 'hex'), new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)]);
const headOf = (key: string, size: number) => Buffer.from(`${JSON.stringify({ key, size })}\n`);

/** Whether the file exists and has features with this key and of this size. */
export function isCacheOf(path: string, key: string, size: number): boolean {
  const head = headOf(key, size);
  if (!existsSync(path)) return false;
  const file = openSync(path, 'r');
  const start = Buffer.alloc(head.length);
  const length = readSync(file, start, 0, start.length, 0);
  closeSync(file);
  return length === head.length && start.equals(head);
}

/**
 * Opens the file; if it has the same `key` and size, drops an incomplete last record and reads it, else starts anew.
 * @param anew ignores what it has
 */
export function openCache(path: string, key: string, size: number, anew = false): FeatureCache {
  const head = headOf(key, size);
  const record = 32 + 4 * size;
  const vectors = new Map<string, Float32Array>();
  const goesOn = !anew && isCacheOf(path, key, size);
  const old = goesOn ? readFileSync(path) : Buffer.alloc(0);
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
      const bytes = recordOf(digest, vector);
      end += writeSync(file, bytes, 0, bytes.length, end);
    },
    close: () => closeSync(file),
    keep(digests) {
      closeSync(file);
      const temp = `${path}.tmp-${process.pid}`;
      const kept = openSync(temp, 'w');
      try {
        writeSync(kept, head);
        for (const digest of new Set(digests)) writeSync(kept, recordOf(digest, vectors.get(digest)!));
      } finally {
        closeSync(kept);
      }
      renameSync(temp, path);
    },
  };
}
