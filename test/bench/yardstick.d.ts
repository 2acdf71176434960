// Types of the Node server's packages, which are installed only to run its benchmark. onnxruntime-node has the types of
// onnxruntime-common.
declare module 'onnxruntime-node' {
  export { InferenceSession, Tensor } from 'onnxruntime-common';
}
declare module '@hono/node-server' {
  type Fetch = (request: Request) => Response | Promise<Response>;
  export function serve(
    options: { fetch: Fetch; port: number; hostname: string },
    listening: (address: { port: number }) => void,
  ): { close(): void };
}
