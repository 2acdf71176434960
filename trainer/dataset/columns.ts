// Columns that grow: events arrive one at a time and stay as plain numbers, so that millions of them fit in memory.

type Column = Int32Array | Float64Array | Uint8Array;

/** A typed array that doubles when it is full. */
export class GrowingArray<A extends Column> {
  length = 0;
  #values: A;
  readonly #make: (length: number) => A;

  /** @param make an array of the wanted type: `(n) => new Int32Array(n)` */
  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#values = make(1024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = this.#make(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** What was pushed, in an array of just that length. */
  done(): A {
    return this.#values.slice(0, this.length) as A;
  }
}

/** Gives each distinct text a code: 0, 1, 2, in order of first occurrence. */
export class Codes {
  readonly texts: string[] = [];
  readonly #codes = new Map<string, number>();

  of(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.#codes.set(text, code);
      this.texts.push(text);
    }
    return code;
  }
}
