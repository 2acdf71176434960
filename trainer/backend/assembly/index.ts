// The exports of the module: all functions that the backend calls.
export { binary, compare, fromBool, reduce, select, sumOfSquares, unary } from './elementwise';
export { gemm, gemmRoom } from './gemm';
export {
  adamStep,
  poolHistories,
  poolHistoriesGradient,
  pairDifferences,
  pairDifferencesGradient,
  seluGradient,
} from './network';
export { copyRows, gatherRows, scatterRows, sumRows, transpose } from './rows';
