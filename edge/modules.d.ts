// A WebAssembly file that is imported is a compiled module: the worker's bundler and the worker's runtime see to it.
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
