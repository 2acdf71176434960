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
  /** The parts beyond the paper; absent in the paper's network. */
  additions?: Additions;
}

/** The parts beyond the paper: network/curatornet.ts describes them. */
export interface Additions {
  fixed: Fixed;
  skips: { item: Kernel; user: Kernel } | null;
  /** log s; null if vectors are not normalised. */
  sharpness: number | null;
}

export const NOTHING_FIXED: Fixed = { meanOnly: false, raw: null, prior: null };

export const additionsOf = ({ additions }: Towers): Additions =>
  additions ?? { fixed: NOTHING_FIXED, skips: null, sharpness: null };

/** The columns of the item table that are computed from the interactions: [rows, columns]. @param rows null for all */
export function givenColumns({ prior }: Fixed, rows: Int32Array | null): Float32Array {
  const values = prior?.values ?? new Float32Array();
  return rows ? Float32Array.from(rows, (row) => values[row]) : values;
}

/** Added to squared lengths, in tfjs and in ONNX, to avoid division by zero for rows of zeros. */
export const UNIT_EPSILON = 1e-12;
