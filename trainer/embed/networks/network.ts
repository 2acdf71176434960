// The interface of an image network in a file of the user: onnx.ts runs ONNX files, tfjs.ts TensorFlow.js models.
// model-embedder.ts turns pictures into its input and its output into features.

export type Layout = 'nchw' | 'nhwc';

export interface ImageNetwork {
  /** What it is and what runs it, for people: `ONNX network in onnxruntime-node, 2 threads`. */
  about: string;
  /** sha256 of its files, in hex. */
  digest: string;
  /** The sizes of its input, [batch, height, width, 3] or [batch, 3, height, width]; -1 stands for any size. */
  input: readonly number[];
  /**
   * Runs it.
   * @param pixels the input, of the shape `dims`
   * @throws InputError if it cannot run on an input of this shape, or its output is not float32
   */
  run(pixels: Float32Array, dims: readonly number[]): Promise<NetworkOutput>;
}

/** The output for a batch: [batch, features], or features of each part of the picture. */
export interface NetworkOutput {
  dims: readonly number[];
  values: Float32Array;
}

export interface NetworkOptions {
  /** The name of the output; by default the only one. */
  output?: string;
  /** Threads of the runtime. */
  threads: number;
}
