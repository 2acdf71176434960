// The two towers as ONNX files. ONNX is protobuf, and these graphs need five of its messages, so they are written here
// field by field: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has the numbers.

/** y = selu(x kernel + bias) */
export interface DenseLayer {
  /** [inputs, outputs], row-major */
  kernel: Float32Array;
  bias: Float32Array;
  inputs: number;
  outputs: number;
}

/** All numbers of a trained CuratorNet. */
export interface Towers {
  /** Mean and standard deviation of each feature, [features]. */
  mean: Float32Array;
  deviation: Float32Array;
  item: DenseLayer[];
  user: DenseLayer[];
}

const OPSET = 17;
const IR_VERSION = 8;
const FLOAT = 1;
const INT64 = 7;

// -- protobuf: a message is its fields one behind the other, each a key (number and wire type) and a value.
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
/** ValueInfoProto of a float32 tensor; a size that is a word stands for any size */
function value(name: string, dims: (number | string)[]): Bytes {
  const size = (dim: number | string) => bytes(1, typeof dim === 'string' ? bytes(2, dim) : integer(1, dim));
  return concat(bytes(1, name), bytes(2, bytes(1, concat(integer(1, FLOAT), bytes(2, all(dims, size))))));
}
/** ModelProto */
function model(name: string, nodes: Bytes[], weights: Bytes[], input: Bytes, output: Bytes): Bytes {
  const graph = concat(
    all(nodes, (n) => bytes(1, n)),
    bytes(2, name),
    all(weights, (w) => bytes(5, w)),
    bytes(11, input),
    bytes(12, output),
  );
  return concat(integer(1, IR_VERSION), bytes(2, 'curatornet'), bytes(7, graph), bytes(8, integer(2, OPSET)));
}

/** The nodes and weights of dense SELU layers on top of `input`; the last layer's output is named `output`. */
function denseLayers(layers: readonly DenseLayer[], input: string, output: string) {
  const nodes: Bytes[] = [];
  const weights: Bytes[] = [];
  layers.forEach(({ kernel, bias, inputs, outputs }, i) => {
    const from = i === 0 ? input : `layer${i}`;
    const to = i === layers.length - 1 ? output : `layer${i + 1}`;
    weights.push(tensor(`kernel${i}`, [inputs, outputs], kernel), tensor(`bias${i}`, [outputs], bias));
    nodes.push(node('Gemm', [from, `kernel${i}`, `bias${i}`], `dense${i}`), node('Selu', [`dense${i}`], to));
  });
  return { nodes, weights };
}

/** `features` float32 [n, f], as they are in the dataset -> `vectors` float32 [n, d] */
export function itemTowerOnnx({ mean, deviation, item }: Towers): Bytes {
  const { nodes, weights } = denseLayers(item, 'standardised', 'vectors');
  const f = mean.length;
  return model(
    'item_tower',
    [node('Sub', ['features', 'mean'], 'centred'), node('Div', ['centred', 'deviation'], 'standardised'), ...nodes],
    [tensor('mean', [f], mean), tensor('deviation', [f], deviation), ...weights],
    value('features', ['n', f]),
    value('vectors', ['n', item.at(-1)!.outputs]),
  );
}

/** `history` float32 [n, d], the vectors of n >= 1 items -> `user` float32 [d] */
export function userTowerOnnx({ item, user }: Towers): Bytes {
  const { nodes, weights } = denseLayers(user, 'pooled', 'vector');
  const d = item.at(-1)!.outputs;
  const out = user.at(-1)!.outputs;
  return model(
    'user_tower',
    [
      node('ReduceMean', ['history'], 'average', { axes: [0], keepdims: 1 }),
      node('ReduceMax', ['history'], 'maximum', { axes: [0], keepdims: 1 }),
      node('Concat', ['average', 'maximum'], 'pooled', { axis: 1 }),
      ...nodes,
      node('Reshape', ['vector', 'shape'], 'user'),
    ],
    [tensor('shape', [1], BigInt64Array.of(BigInt(out))), ...weights],
    value('history', ['n', d]),
    value('user', [out]),
  );
}
