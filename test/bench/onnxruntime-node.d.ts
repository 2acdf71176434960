// onnxruntime-node brings no types of its own; what the benchmark uses of it is what onnxruntime-common declares.
declare module 'onnxruntime-node' {
  export { InferenceSession, Tensor } from 'onnxruntime-common';
}
