// A WebAssembly file that is imported is a compiled module: the worker's bundler and the worker's runtime see to it.
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
