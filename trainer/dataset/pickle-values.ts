// What a pickle may hold: the values that the machine makes, and what numpy's constructors make of them.
import type { PickleSource, Piece } from './pickle-source.ts';

/** An object that a pickle makes first and fills afterwards. */
export abstract class PickledObject {
  /** @throws PickleRefusal for a state that is none */
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
/** Something that a pickle may name. Without `call` it can be an argument only. */
export class Global {
  readonly name: string;
  readonly call?: (args: readonly Value[], source: PickleSource) => Value;
  constructor(name: string, call?: Global['call']) {
    this.name = name;
    this.call = call;
  }
}
export type Value = null | boolean | number | Piece | Tuple | List | Global | PickledObject;
