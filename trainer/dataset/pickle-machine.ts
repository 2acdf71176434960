// The stack machine that pickle.ts drives: a stack of values, marks on it, and a memo of stored values. Each method
// implements one or two instructions, with limits far above what files of embeddings need.
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
    if (this.#stack.length === MAX_STACK) throw new PickleRefusal(`has more than ${MAX_STACK} values on the stack`);
    if (typeof value === 'object' && value !== null && ++this.#objects > MAX_OBJECTS)
      throw new PickleRefusal(`creates more than ${MAX_OBJECTS} objects`);
    this.#stack.push(value);
  }
  /** The lowest index that may be popped: values below a mark are protected. */
  get #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }
  pop(): Value {
    if (this.#stack.length <= this.#floor) throw new PickleRefusal('pops from an empty stack');
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
  /** Pops all values above the last mark. */
  marked(): Value[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new PickleRefusal('pops a mark that does not exist');
    return this.#stack.splice(mark);
  }
  popped(count: number): Value[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }
  append(items: Value[]): void {
    const list = this.top();
    if (!(list instanceof List)) throw new PickleRefusal('appends to a value that is not a list');
    for (const item of items) list.items.push(item);
  }
  memoize(index = this.#memo.size): void {
    if (this.#memo.size === MAX_OBJECTS) throw new PickleRefusal(`stores more than ${MAX_OBJECTS} values in the memo`);
    this.#memo.set(index, this.top());
  }
  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new PickleRefusal(`reads the memo at ${index}, where nothing is stored`);
    this.push(value);
  }
  /** The only way to get something that can be called. */
  global(module: string, name: string): void {
    const found = this.#allowed.get(`${module}.${name}`);
    if (found === undefined)
      throw new PickleRefusal(
        `names ${JSON.stringify(`${module}.${name}`)}, which is not allowed; no code in the file was executed`,
      );
    this.push(found);
  }
  reduce(): void {
    const [callable, args] = this.popped(2);
    if (!(callable instanceof Global) || !callable.call) throw new PickleRefusal('calls a value that is not callable');
    if (!(args instanceof Tuple)) throw new PickleRefusal(`calls ${callable.name} with arguments that are not a tuple`);
    this.push(callable.call(args.items, this.source));
  }
  build(): void {
    const state = this.pop();
    const object = this.top();
    if (!(object instanceof PickledObject)) throw new PickleRefusal('sets the state of a value that has none');
    object.build(state, this.source);
  }
  /** Frame length: reading ahead is the window's task, but the declared bytes must exist. */
  frame(): void {
    this.source.position = this.source.skip(this.source.unsigned(8));
  }
  /** A string or bytes with a length prefix. */
  piece(form: Piece['form'], lengthBytes: 1 | 4 | 8): void {
    const length = this.source.unsigned(lengthBytes);
    this.push(new Piece(form, this.source.skip(length), length));
  }
  text(): string {
    const value = this.pop();
    if (!(value instanceof Piece) || value.form !== 'text') throw new PickleRefusal('gives a name that is not text');
    return this.source.textOf(value);
  }
  /** Reads up to the end of the line. */
  line(): string {
    let text = '';
    for (let byte = this.source.byte(); byte !== 0x0a; byte = this.source.byte()) {
      if (text.length === MAX_NAME) throw new PickleRefusal(`gives a name of more than ${MAX_NAME} characters`);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  /** A signed integer of up to eight bytes. */
  long(): number {
    const bytes = this.source.take(this.source.byte());
    let value = 0n;
    for (const [i, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * i);
    const number = Number(BigInt.asIntN(8 * bytes.length, value));
    if (!Number.isSafeInteger(number)) throw new PickleRefusal('holds an integer beyond 2^53');
    return number;
  }
  double(): number {
    const bytes = this.source.take(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  }
}
