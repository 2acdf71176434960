// The type of an imported WebAssembly file: the worker's bundler and runtime provide a compiled module.
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
