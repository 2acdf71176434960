// The entry of score.wasm: its exports.
export { scoreFloats } from './float32';
export { boundRows, scoreRow, scoreRows } from './planes';
