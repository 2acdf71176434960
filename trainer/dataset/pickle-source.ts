// Reads the bytes of a pickle through a window of the file. Strings and bytes stay in the file: a Piece stores their
// position, and they are read on demand. So memory stays small for files of any size, and a large declared length costs
// nothing.
import { readSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';

/** Approximate bytes per read. */
const WINDOW = 1 << 20;
/** The longest text that is decoded: ids and names are short. */
const MAX_TEXT = 4096;

/** Content that is not allowed in a pickle; the interpreter adds the position. */
export class PickleRefusal extends Error {}

/**
 * A string or bytes within the file. `latin1` is protocol 2's form of bytes: a string with one character per byte, in
 * UTF-8.
 */
export class Piece {
  readonly form: 'bytes' | 'text' | 'latin1';
  readonly start: number;
  readonly length: number;
  constructor(form: Piece['form'], start: number, length: number) {
    this.form = form;
    this.start = start;
    this.length = length;
  }
}

/** Decodes UTF-8 with characters up to ÿ to bytes. */
function fromLatin1(coded: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(coded.length);
  let count = 0;
  for (let i = 0; i < coded.length; i++) {
    const byte = coded[i];
    if (byte < 0x80) bytes[count++] = byte;
    else if ((byte === 0xc2 || byte === 0xc3) && (coded[i + 1] & 0xc0) === 0x80)
      bytes[count++] = ((byte & 3) << 6) | (coded[++i] & 0x3f);
    else throw new PickleRefusal('holds bytes that are not latin1');
  }
  return bytes.subarray(0, count);
}

/** An open file with a read position and random access. */
export class PickleSource {
  readonly path: string;
  readonly size: number;
  position: number;
  readonly #file: number;
  readonly #window: Uint8Array;
  #from = 0;
  #held = 0;

  /** @param file an open descriptor; the caller closes it */
  constructor(path: string, file: number, size: number, position: number) {
    this.path = path;
    this.#file = file;
    this.size = size;
    this.position = position;
    this.#window = new Uint8Array(Math.min(WINDOW, size));
  }

  /** An error with the byte position. */
  refusal(what: string, at: number): InputError {
    return new InputError('malformed', what, {
      where: `${this.path} byte ${at}`,
      how: 'write the file again: numpy.save(file, numpy.array(pairs, dtype=object)), each pair a hash and its floats',
    });
  }

  #fill(into: Uint8Array, start: number): number {
    let done = 0;
    while (done < into.length) {
      const count = readSync(this.#file, into, done, into.length - done, start + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /** Bytes from any position, valid until the next call. */
  bytes(start: number, length: number): Uint8Array {
    if (length <= this.#window.length) {
      if (start < this.#from || start + length > this.#from + this.#held) {
        this.#held = this.#fill(this.#window, start);
        this.#from = start;
      }
      if (length <= this.#held - (start - this.#from))
        return this.#window.subarray(start - this.#from, start - this.#from + length);
    } else {
      const bytes = new Uint8Array(length);
      if (this.#fill(bytes, start) === length) return bytes;
    }
    throw new PickleRefusal('was truncated while it was read');
  }

  /** Advances the position. @returns the old position @throws PickleRefusal if the file is too short */
  skip(length: number): number {
    const start = this.position;
    if (length > this.size - start)
      throw new PickleRefusal(`needs ${length} more bytes, but the file has ${this.size - start}`);
    this.position += length;
    return start;
  }

  /** The next bytes, valid until the next call. */
  take(length: number): Uint8Array {
    return this.bytes(this.skip(length), length);
  }

  /** The next byte: like `unsigned(1)` but without a view, because it is called most. */
  byte(): number {
    const at = this.position - this.#from;
    if (at < 0 || at >= this.#held) return this.take(1)[0];
    this.position++;
    return this.#window[at];
  }

  /** The next bytes as a little-endian unsigned integer. */
  unsigned(length: 1 | 2 | 4 | 8): number {
    const bytes = this.take(length);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[i];
    return value;
  }

  /** The content of a piece of bytes, valid until the next call. */
  bytesOf({ form, start, length }: Piece): Uint8Array {
    const bytes = this.bytes(start, length);
    return form === 'latin1' ? fromLatin1(bytes) : bytes;
  }

  /** The content of a piece of text. */
  textOf({ start, length }: Piece): string {
    if (length > MAX_TEXT)
      throw new PickleRefusal(`holds a text of ${length} bytes where at most ${MAX_TEXT} are allowed`);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(start, length));
    } catch (error) {
      if (error instanceof PickleRefusal) throw error;
      throw new PickleRefusal('holds text that is not UTF-8');
    }
  }
}
