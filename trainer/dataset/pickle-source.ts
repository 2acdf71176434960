// The bytes of a pickle, read through one window of a file. Strings and bytes stay where they are: a Piece remembers their
// place and they are read when somebody needs them, so that a file of any size takes little memory, and a length that a
// file merely claims takes none.
import { readSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';

/** Bytes that are read at once, about. */
const WINDOW = 1 << 20;
/** A text that is longer than this is not one that is looked for: ids and names are short. */
const MAX_TEXT = 4096;

/** Something that a pickle must not hold, at a place that the interpreter adds. */
export class PickleRefusal extends Error {}

/**
 * A string or bytes within the file. `latin1` is how protocol 2 writes bytes: as a string, each letter a byte, in UTF-8.
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

/** Undoes the UTF-8 of letters up to ÿ. */
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

/** An open file that is read forward from `position`, and anywhere again. */
export class PickleSource {
  readonly path: string;
  readonly size: number;
  position: number;
  readonly #file: number;
  readonly #window: Uint8Array;
  #from = 0;
  #held = 0;

  /** @param file an open descriptor, which stays the caller's to close */
  constructor(path: string, file: number, size: number, position: number) {
    this.path = path;
    this.#file = file;
    this.size = size;
    this.position = position;
    this.#window = new Uint8Array(Math.min(WINDOW, size));
  }

  /** An error that names the byte. */
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

  /** Bytes from anywhere within the file, good until the next call. */
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
    throw new PickleRefusal('was cut off while it was read');
  }

  /** Moves on. @returns where it was @throws PickleRefusal when the file ends before */
  skip(length: number): number {
    const start = this.position;
    if (length > this.size - start)
      throw new PickleRefusal(`needs ${length} more bytes, the file has ${this.size - start}`);
    this.position += length;
    return start;
  }

  /** The next bytes, good until the next call. */
  take(length: number): Uint8Array {
    return this.bytes(this.skip(length), length);
  }

  /** The next byte: as `unsigned(1)`, without a view, for this is what is read most. */
  byte(): number {
    const at = this.position - this.#from;
    if (at < 0 || at >= this.#held) return this.take(1)[0];
    this.position++;
    return this.#window[at];
  }

  /** The next bytes as a whole number, little-endian. */
  unsigned(length: 1 | 2 | 4 | 8): number {
    const bytes = this.take(length);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[i];
    return value;
  }

  /** What a piece of bytes holds, good until the next call. */
  bytesOf({ form, start, length }: Piece): Uint8Array {
    const bytes = this.bytes(start, length);
    return form === 'latin1' ? fromLatin1(bytes) : bytes;
  }

  /** What a piece of text says. */
  textOf({ start, length }: Piece): string {
    if (length > MAX_TEXT) throw new PickleRefusal(`holds a text of ${length} bytes where a short one is due`);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(start, length));
    } catch (error) {
      if (error instanceof PickleRefusal) throw error;
      throw new PickleRefusal('holds text that is not UTF-8');
    }
  }
}
