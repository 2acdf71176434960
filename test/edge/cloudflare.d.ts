// What these tests use of the runtime's and the test pool's modules. The full types would replace Node's globals.
declare module 'cloudflare:workers' {
  export const env: import('../../edge/environment.ts').Environment & {
    MIGRATIONS: import('./harness.ts').Migration[];
    RUNS: string;
    MUTATIONS: string;
    STEPS: string;
  };
  export const exports: { default: { fetch(address: string, init?: RequestInit): Promise<Response> } };
}
declare module 'cloudflare:test' {
  export function applyD1Migrations(
    db: import('@cloudflare/workers-types').D1Database,
    migrations: import('./harness.ts').Migration[],
  ): Promise<void>;
  export function evictDurableObject(stub: import('@cloudflare/workers-types').DurableObjectStub): Promise<void>;
  export function runInDurableObject(
    stub: import('@cloudflare/workers-types').DurableObjectStub,
    act: (instance: unknown, state: import('@cloudflare/workers-types').DurableObjectState) => void,
  ): Promise<void>;
  export function reset(): Promise<void>;
  export function createExecutionContext(): import('hono').ExecutionContext;
  export function waitOnExecutionContext(context: import('hono').ExecutionContext): Promise<void>;
}
