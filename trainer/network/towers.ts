// A CuratorNet as plain numbers: what a checkpoint keeps and what the ONNX files are written from. Loads no TensorFlow.

/** [inputs, outputs], row-major */
export interface Kernel {
  kernel: Float32Array;
  inputs: number;
  outputs: number;
}

/** y = selu(x kernel + bias) */
export interface DenseLayer extends Kernel {
  bias: Float32Array;
}

/** The part that is not learned. */
export interface Fixed {
  /** Only the average of a history goes into the user tower, not the maximum. */
  meanOnly: boolean;
  /** w, with the numbers in n, and D, [f, size]; without D, n is unit(x). */
  raw: { weight: number; size: number; directions: Float32Array | null } | null;
  /** c / PRIOR_SCALE, with p PRIOR_SCALE by row; a row that nobody has, and an item that is new, has the mean, which is 0. */
  prior: { weight: number; values: Float32Array } | null;
}

/** All numbers of a trained CuratorNet. */
export interface Towers {
  /** Mean and standard deviation of each feature, [features]. */
  mean: Float32Array;
  deviation: Float32Array;
  item: DenseLayer[];
  user: DenseLayer[];
  /** What goes beyond the paper, where it does: network/additions.ts. */
  additions?: {
    fixed: Fixed;
    skips: { item: Kernel; user: Kernel } | null;
    /** log s; null where vectors are of any length. */
    sharpness: number | null;
  };
}

/** The paper's network. */
export const NO_ADDITIONS = {
  fixed: { meanOnly: false, raw: null, prior: null } as Fixed,
  skips: null,
  sharpness: null,
};

/** Numbers in the learned part of a vector, and in the whole of it. */
export function dimensionsOf({ item, additions }: Towers): { learned: number; all: number } {
  const learned = item.at(-1)!.outputs;
  const { raw, prior } = additions?.fixed ?? {};
  return { learned, all: learned + (raw?.size ?? 0) + (prior ? 1 : 0) };
}

/** Added to squared lengths, in tfjs and in ONNX alike: keeps a row of zeros from a division by zero. */
export const UNIT_EPSILON = 1e-12;
