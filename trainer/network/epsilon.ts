// What rows of length 1 are made with, in tfjs (addition-operations.ts) and in ONNX (onnx/towers.ts) alike.

/** Keeps a row of zeros from a division by zero. */
export const UNIT_EPSILON = 1e-12;
