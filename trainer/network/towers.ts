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

/** The parts that are computed from the data; network/curatornet.ts has the meaning of the letters. */
export interface Fixed {
  /** The user tower reads only the mean of a history, not the maximum. */
  meanOnly: boolean;
  /** a, with the dimensions of n, and D, [f, size]; without D, n is unit(x). */
  raw: { weight: number; size: number; directions: Float32Array | null } | null;
  /**
   * The weight in the scale of t and d; by row t, less its mean over items with interactions, and d: [rows, size + 1]; and
   * that mean. Rows outside all histories, and new items, have zeros: they stand at the mean.
   */
  cooccurrence: { weight: number; size: number; values: Float32Array; mean: Float32Array } | null;
  /** b; from q to the space of n, [cooccurrence.size, raw.size]; and what is subtracted for each unit of d, [raw.size]. */
  association: { weight: number; directions: Float32Array; usual: Float32Array } | null;
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

export const NOTHING_FIXED: Fixed = {
  meanOnly: false,
  raw: null,
  cooccurrence: null,
  association: null,
  prior: null,
};

export const additionsOf = ({ additions }: Towers): Additions =>
  additions ?? { fixed: NOTHING_FIXED, skips: null, sharpness: null };

/** The last columns of the item table, t, d and p: [rows, columns]. @param rows null for all */
export function givenColumns({ cooccurrence, prior }: Fixed, rows: Int32Array | null): Float32Array {
  const parts = [
    ...(cooccurrence ? [{ values: cooccurrence.values, columns: cooccurrence.size + 1 }] : []),
    ...(prior ? [{ values: prior.values, columns: 1 }] : []),
  ];
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  if (columns === 0) return new Float32Array();
  const count = rows?.length ?? parts[0].values.length / parts[0].columns;
  const out = new Float32Array(count * columns);
  for (let i = 0, to = 0; i < count; i++)
    for (const { values, columns } of parts) {
      const from = (rows?.[i] ?? i) * columns;
      out.set(values.subarray(from, from + columns), to);
      to += columns;
    }
  return out;
}

/** Added to squared lengths, in tfjs and in ONNX, to avoid division by zero for rows of zeros. */
export const UNIT_EPSILON = 1e-12;
