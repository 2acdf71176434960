// The types of values in a pickle: those that the stack machine creates, and the base class of numpy's objects.
import type { PickleSource, Piece } from './pickle-source.ts';

/** An object that a pickle creates first and whose state it sets afterwards. */
export abstract class PickledObject {
  /** @throws PickleRefusal for an invalid state */
  abstract build(state: Value, source: PickleSource): void;
}
export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}
export class List {
  readonly items: Value[] = [];
}
/** A name that a pickle may refer to. Without `call` it can only be an argument. */
export class Global {
  readonly name: string;
  readonly call?: (args: readonly Value[], source: PickleSource) => Value;
  constructor(name: string, call?: Global['call']) {
    this.name = name;
    this.call = call;
  }
}
export type Value = null | boolean | number | Piece | Tuple | List | Global | PickledObject;
