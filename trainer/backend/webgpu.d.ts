// The packages of the backend webgpu are installed by those who want it, so their own types may be missing.
declare module 'webgpu' {
  export function create(options: string[]): { requestAdapter(): Promise<Adapter | null> };
  export const globals: object;
  interface Adapter {
    info: { vendor: string; device: string; description: string };
  }
}
declare module '@tensorflow/tfjs-backend-webgpu';
