// An ONNX model of one product, c = selu(a b + bias): what onnxruntime-node is asked for. Protobuf, field by field:
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has the numbers.

const FLOAT = 1;
/** Field 20, which takes two bytes to say, of an attribute: its type, here a whole number. */
const TYPE_INT = [0xa0, 0x01, 2];
const text = new TextEncoder();

const integer = (field: number, value: number): number[] => [field << 3, value];
/** A field of bytes; these models stay below the 16,384 that two bytes of length can say. */
function field(number: number, value: string | number[]): number[] {
  const bytes = typeof value === 'string' ? [...text.encode(value)] : value;
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  return [(number << 3) | 2, ...length, ...bytes];
}

function node(op: string, inputs: string[], output: string, flags: Record<string, boolean> = {}): number[] {
  const attributes = Object.entries(flags).flatMap(([name, flag]) =>
    field(5, [...field(1, name), ...integer(3, Number(flag)), ...TYPE_INT]),
  );
  return [...inputs.flatMap((name) => field(1, name)), ...field(2, output), ...field(4, op), ...attributes];
}

/** A float32 tensor of any size in each of its dimensions. */
function value(name: string, dimensions: number): number[] {
  const sizes = Array.from({ length: dimensions }, (_, i) => field(1, field(2, `${name}${i}`))).flat();
  return [...field(1, name), ...field(2, field(1, [...integer(1, FLOAT), ...field(2, sizes)]))];
}

/** a [m, k] and b [k, n], either transposed, perhaps bias [n] -> c [m, n] */
export function gemmModel(how: { transA: boolean; transB: boolean; bias: boolean; selu: boolean }): Uint8Array {
  const { transA, transB, bias, selu } = how;
  const inputs = ['a', 'b', ...(bias ? ['bias'] : [])];
  const nodes = [node('Gemm', inputs, selu ? 'product' : 'c', { transA, transB })];
  if (selu) nodes.push(node('Selu', ['product'], 'c'));
  const graph = [
    ...nodes.flatMap((bytes) => field(1, bytes)),
    ...field(2, 'product'),
    ...inputs.flatMap((name) => field(11, value(name, name === 'bias' ? 1 : 2))),
    ...field(12, value('c', 2)),
  ];
  return Uint8Array.from([...integer(1, 8), ...field(7, graph), ...field(8, integer(2, 17))]);
}
