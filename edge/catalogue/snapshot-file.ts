// The format of a snapshot in R2: blocks of items, so that neither who writes it nor who reads it holds more than one.
//
//   block: bytes of the JSON, number of vectors (uint32, little-endian), JSON, vectors (float32, little-endian)
//   JSON: [[id, state, about, since, 1 if it has a vector], ...], in which the vectors follow in their order
import { hexOf } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { SnapshotItem } from './catalogue.ts';

/** Items of a block. */
export const BLOCK = 256;
/** The longest block that a reader accepts, in bytes. */
const MAX_BLOCK = 64 << 20;
const HEAD = 8;
const utf8 = new TextEncoder();

type Row = [id: string, state: SnapshotItem['state'], about: SnapshotItem['about'], since: number, hasVector: 0 | 1];

export function encodeBlock(items: readonly SnapshotItem[], dimensions: number): Uint8Array {
  const json = utf8.encode(
    JSON.stringify(items.map(({ id, state, about, since, vector }): Row => [id, state, about, since, vector ? 1 : 0])),
  );
  const vectors = items.flatMap(({ vector }) => vector ?? []);
  const bytes = new Uint8Array(HEAD + json.length + vectors.length * dimensions * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, vectors.length, true);
  bytes.set(json, HEAD);
  for (const [nth, vector] of vectors.entries())
    bytes.set(
      new Uint8Array(vector.buffer, vector.byteOffset, dimensions * 4),
      HEAD + json.length + nth * dimensions * 4,
    );
  return bytes;
}

/**
 * Reads the blocks of a snapshot as they arrive, and verifies its digest after the last.
 * @param where the object, for messages
 * @throws InputError if it is malformed, truncated, or has another digest; blocks before are not to be used then
 */
export async function* readBlocks(
  body: ReadableStream<Uint8Array>,
  { dimensions, sha256, where }: { dimensions: number; sha256: string; where: string },
): AsyncGenerator<SnapshotItem[]> {
  const digest = new Digest();
  const bytes = new ByteQueue(body, digest, where);
  for (let head = await bytes.take(HEAD); head; head = await bytes.take(HEAD)) {
    const view = new DataView(head.buffer, head.byteOffset);
    const [length, count] = [view.getUint32(0, true), view.getUint32(4, true)];
    const size = length + count * dimensions * 4;
    const block = size <= MAX_BLOCK ? await bytes.take(size) : undefined;
    if (!block) throw new InputError('malformed', 'a block is too long or truncated', { where });
    const vectors = new Float32Array(block.slice(length).buffer);
    let nth = 0;
    const rows = JSON.parse(new TextDecoder().decode(block.subarray(0, length))) as Row[];
    yield rows.map(([id, state, about, since, hasVector]) => ({
      id,
      state,
      about,
      since,
      vector: hasVector ? vectors.subarray(nth * dimensions, ++nth * dimensions) : undefined,
    }));
  }
  if ((await digest.end()) !== sha256) throw new InputError('mismatch', 'its sha256 differs', { where });
}

/** A SHA-256 of bytes that come in pieces: workerd's DigestStream, which the DOM's types lack. */
export class Digest {
  readonly #stream = new (
    crypto as unknown as {
      DigestStream: new (algorithm: string) => WritableStream<Uint8Array> & { digest: Promise<ArrayBuffer> };
    }
  ).DigestStream('SHA-256');
  readonly #writer = this.#stream.getWriter();

  add(bytes: Uint8Array): Promise<void> {
    return this.#writer.write(bytes);
  }
  /** @returns in hex */
  async end(): Promise<string> {
    await this.#writer.close();
    return hexOf(new Uint8Array(await this.#stream.digest));
  }
}

/** A stream that is read in pieces of chosen lengths. */
class ByteQueue {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #digest: Digest;
  readonly #where: string;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(body: ReadableStream<Uint8Array>, digest: Digest, where: string) {
    this.#reader = body.getReader();
    this.#digest = digest;
    this.#where = where;
  }

  /** @returns undefined at the end of the stream @throws InputError where it ends within the piece */
  async take(length: number): Promise<Uint8Array | undefined> {
    const piece = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#chunk.length === 0) {
        const { value, done } = await this.#reader.read();
        if (done && filled === 0) return undefined;
        if (done) throw new InputError('malformed', 'is truncated', { where: this.#where });
        await this.#digest.add(value);
        this.#chunk = value;
      }
      const part = this.#chunk.subarray(0, length - filled);
      piece.set(part, filled);
      filled += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return piece;
  }
}
