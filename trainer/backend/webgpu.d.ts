// The packages of the backend webgpu are installed by those who want it, so their own types may be missing.
declare module 'webgpu' {
  export function create(options: string[]): unknown;
  export const globals: object;
}
declare module '@tensorflow/tfjs-backend-webgpu';
