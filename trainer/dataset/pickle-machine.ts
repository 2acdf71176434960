// The stack machine that pickle.ts drives: values, the marks between them, and the memo of values to be had again. Each
// method is what one or two instructions do, within bounds that no honest file of embeddings comes near.
import { PickleRefusal, type PickleSource, Piece } from './pickle-source.ts';
import { Global, List, PickledObject, Tuple, type Value } from './pickle-values.ts';

const MAX_STACK = 1 << 16;
const MAX_MARKS = 1 << 8;
const MAX_OBJECTS = 1 << 22;
const MAX_NAME = 256;

export class Machine {
  readonly source: PickleSource;
  readonly #allowed: ReadonlyMap<string, Global>;
  readonly #stack: Value[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, Value>();
  #objects = 0;

  constructor(source: PickleSource, allowed: ReadonlyMap<string, Global>) {
    this.source = source;
    this.#allowed = allowed;
  }

  push(value: Value): void {
    if (this.#stack.length === MAX_STACK) throw new PickleRefusal(`stacks more than ${MAX_STACK} values`);
    if (typeof value === 'object' && value !== null && ++this.#objects > MAX_OBJECTS)
      throw new PickleRefusal(`makes more than ${MAX_OBJECTS} objects`);
    this.#stack.push(value);
  }
  /** The lowest place that may be popped: values below a mark are not to be had yet. */
  get #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }
  pop(): Value {
    if (this.#stack.length <= this.#floor) throw new PickleRefusal('takes a value from an empty stack');
    return this.#stack.pop() as Value;
  }
  top(): Value {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }
  mark(): void {
    if (this.#marks.length === MAX_MARKS) throw new PickleRefusal(`nests more than ${MAX_MARKS} deep`);
    this.#marks.push(this.#stack.length);
  }
  /** Takes everything above the last mark. */
  marked(): Value[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new PickleRefusal('looks for a mark that is not there');
    return this.#stack.splice(mark);
  }
  popped(count: number): Value[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }
  append(items: Value[]): void {
    const list = this.top();
    if (!(list instanceof List)) throw new PickleRefusal('appends to what is no list');
    for (const item of items) list.items.push(item);
  }
  memoize(index = this.#memo.size): void {
    if (this.#memo.size === MAX_OBJECTS) throw new PickleRefusal(`remembers more than ${MAX_OBJECTS} values`);
    this.#memo.set(index, this.top());
  }
  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new PickleRefusal(`recalls value ${index}, which it never kept`);
    this.push(value);
  }
  /** The one way to anything that can be called. */
  global(module: string, name: string): void {
    const found = this.#allowed.get(`${module}.${name}`);
    if (found === undefined)
      throw new PickleRefusal(
        `names ${JSON.stringify(`${module}.${name}`)}, which makes no array; nothing of it was run`,
      );
    this.push(found);
  }
  reduce(): void {
    const [callable, args] = this.popped(2);
    if (!(callable instanceof Global) || !callable.call) throw new PickleRefusal('calls what cannot be called');
    if (!(args instanceof Tuple)) throw new PickleRefusal(`calls ${callable.name} with what is no tuple`);
    this.push(callable.call(args.items, this.source));
  }
  build(): void {
    const state = this.pop();
    const object = this.top();
    if (!(object instanceof PickledObject)) throw new PickleRefusal('fills what cannot be filled');
    object.build(state, this.source);
  }
  /** How much to read ahead: the window does so anyway, but what is claimed must be there. */
  frame(): void {
    this.source.position = this.source.skip(this.source.unsigned(8));
  }
  /** A string or bytes whose length comes first. */
  piece(form: Piece['form'], lengthBytes: 1 | 4 | 8): void {
    const length = this.source.unsigned(lengthBytes);
    this.push(new Piece(form, this.source.skip(length), length));
  }
  text(): string {
    const value = this.pop();
    if (!(value instanceof Piece) || value.form !== 'text') throw new PickleRefusal('gives a name that is no text');
    return this.source.textOf(value);
  }
  /** The rest of the line. */
  line(): string {
    let text = '';
    for (let byte = this.source.byte(); byte !== 0x0a; byte = this.source.byte()) {
      if (text.length === MAX_NAME) throw new PickleRefusal(`gives a name of more than ${MAX_NAME} letters`);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  /** A whole number of up to eight bytes, with its sign. */
  long(): number {
    const bytes = this.source.take(this.source.byte());
    let value = 0n;
    for (const [i, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * i);
    const number = Number(BigInt.asIntN(8 * bytes.length, value));
    if (!Number.isSafeInteger(number)) throw new PickleRefusal('holds a whole number beyond 2^53');
    return number;
  }
  double(): number {
    const bytes = this.source.take(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  }
}
