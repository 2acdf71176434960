// The weights of a CuratorNet as plain arrays: the content of a checkpoint and the input of the ONNX writer. Does not import
// TensorFlow.

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

/** The parts that are not learned. */
export interface Fixed {
  /** The user tower reads only the mean of a history, not the maximum. */
  meanOnly: boolean;
  /** w, with the dimensions of n, and D, [f, size]; without D, n is unit(x). */
  raw: { weight: number; size: number; directions: Float32Array | null } | null;
  /** c / PRIOR_SCALE, and p PRIOR_SCALE by row; rows outside all histories, and new items, have the mean, 0. */
  prior: { weight: number; values: Float32Array } | null;
}

/** All weights of a trained CuratorNet. */
export interface Towers {
  /** Mean and standard deviation of each feature, [features]. */
  mean: Float32Array;
  deviation: Float32Array;
  item: DenseLayer[];
  user: DenseLayer[];
  /** The parts beyond the paper: network/additions.ts. */
  additions?: {
    fixed: Fixed;
    skips: { item: Kernel; user: Kernel } | null;
    /** log s; null if vectors are not normalised. */
    sharpness: number | null;
  };
}

/** The paper's network. */
export const NO_ADDITIONS = {
  fixed: { meanOnly: false, raw: null, prior: null } as Fixed,
  skips: null,
  sharpness: null,
};

/** Dimensions of the learned part of a vector, and of the whole vector. */
export function dimensionsOf({ item, additions }: Towers): { learned: number; all: number } {
  const learned = item.at(-1)!.outputs;
  const { raw, prior } = additions?.fixed ?? {};
  return { learned, all: learned + (raw?.size ?? 0) + (prior ? 1 : 0) };
}

/** Added to squared lengths, in tfjs and in ONNX, to avoid division by zero for rows of zeros. */
export const UNIT_EPSILON = 1e-12;
