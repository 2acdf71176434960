// Writes ONNX files. ONNX is protobuf, and these graphs need five of its messages, so they are encoded here directly; the
// field numbers are from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

const OPSET = 17;
const IR_VERSION = 8;
/** TensorProto's number for the type float32. */
export const FLOAT = 1;
const INT64 = 7;

// -- protobuf: a message is a sequence of fields, each a key (field number and wire type) and a value.
type Bytes = Uint8Array;
const utf8 = new TextEncoder();

function concat(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
function varint(value: number): Bytes {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    const low = Number(rest & 127n);
    if (rest < 128n) return Uint8Array.of(...bytes, low);
    bytes.push(low | 128);
  }
}
const integer = (field: number, value: number) => concat(varint(field << 3), varint(value));
function bytes(field: number, value: Bytes | string): Bytes {
  const content = typeof value === 'string' ? utf8.encode(value) : value;
  return concat(varint((field << 3) | 2), varint(content.length), content);
}
const all = <T>(values: readonly T[], write: (value: T) => Bytes) => concat(...values.map(write));

// -- ONNX messages
/** TensorProto */
function tensor(name: string, dims: number[], values: Float32Array | BigInt64Array): Bytes {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const type = values instanceof Float32Array ? FLOAT : INT64;
  return concat(
    all(dims, (size) => integer(1, size)),
    integer(2, type),
    bytes(8, name),
    bytes(9, raw),
  );
}
/** NodeProto with integer (lists of) attributes */
function node(op: string, inputs: string[], output: string, attributes: Record<string, number | number[]> = {}): Bytes {
  const attribute = ([name, value]: [string, number | number[]]) =>
    bytes(
      5,
      Array.isArray(value)
        ? concat(
            bytes(1, name),
            all(value, (v) => integer(8, v)),
            integer(20, 7),
          )
        : concat(bytes(1, name), integer(3, value), integer(20, 2)),
    );
  return concat(
    all(inputs, (name) => bytes(1, name)),
    bytes(2, output),
    bytes(3, `${output}:${op}`),
    bytes(4, op),
    all(Object.entries(attributes), attribute),
  );
}
/** ValueInfoProto of a float32 tensor; a string as a dimension stands for any size */
function value(name: string, dims: (number | string)[]): Bytes {
  const size = (dim: number | string) => bytes(1, typeof dim === 'string' ? bytes(2, dim) : integer(1, dim));
  return concat(bytes(1, name), bytes(2, bytes(1, concat(integer(1, FLOAT), bytes(2, all(dims, size))))));
}
/** A graph under construction. Methods that add a node return the name of its output. */
export class Graph {
  readonly #nodes: Bytes[] = [];
  readonly #weights = new Map<string, Bytes>();
  readonly #used = new Set<string>();

  /** Adds an operator. @param output name of its output, by default generated */
  add(
    op: string,
    inputs: string[],
    attributes: Record<string, number | number[]> = {},
    output = `${op}.${this.#nodes.length}`,
  ): string {
    this.#nodes.push(node(op, inputs, output, attributes));
    for (const input of inputs) this.#used.add(input);
    return output;
  }

  /** Adds a float32 constant. */
  weight(values: Float32Array | readonly number[], dims: number[]): string {
    return this.#keep(dims, Float32Array.from(values));
  }

  /** Adds an int64 constant: shapes, axes, indices. */
  integers(values: readonly number[]): string {
    return this.#keep([values.length], BigInt64Array.from(values, BigInt));
  }

  #keep(dims: number[], values: Float32Array | BigInt64Array): string {
    const name = `weight.${this.#weights.size}`;
    this.#weights.set(name, tensor(name, dims, values));
    return name;
  }

  /** ModelProto with one float32 input and one output, without unused constants; a string as a dimension is any size. */
  model(name: string, input: [string, (number | string)[]], output: [string, (number | string)[]]): Bytes {
    const graph = concat(
      all(this.#nodes, (n) => bytes(1, n)),
      bytes(2, name),
      all([...this.#weights], ([name, w]) => (this.#used.has(name) ? bytes(5, w) : new Uint8Array())),
      bytes(11, value(...input)),
      bytes(12, value(...output)),
    );
    return concat(integer(1, IR_VERSION), bytes(2, 'curatornet'), bytes(7, graph), bytes(8, integer(2, OPSET)));
  }
}
