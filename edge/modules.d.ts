// The type of an imported WebAssembly file: the worker's bundler and runtime provide a compiled module.
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
// Of the runtime's module what the worker uses. The full types would replace Node's globals.
declare module 'cloudflare:workers' {
  export abstract class DurableObject<Env> {
    constructor(ctx: import('@cloudflare/workers-types').DurableObjectState, env: Env);
    protected readonly env: Env;
  }
}
