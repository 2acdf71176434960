// The memory of a workerd isolate, read through the inspector. workerd does not collect garbage on request, so take the
// lowest of many samples.

interface HeapUsage {
  usedSize: number;
  /** ArrayBuffers and WebAssembly memories. */
  backingStorageSize?: number;
}

export interface Inspector {
  /** In megabytes, including garbage that has not been collected yet. */
  heap(): Promise<number>;
  close(): void;
}

/** @param url the address of workerd's inspector; the first isolate is the worker */
export async function inspect(url: URL): Promise<Inspector> {
  const list = (await (await fetch(new URL('/json', url.href.replace(/^ws/, 'http')))).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(list[0].webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('workerd cannot be inspected')), { once: true });
  });
  let id = 0;
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const call = <T>(method: string) =>
    new Promise<T>((resolve) => {
      waiting.set(++id, resolve as (result: unknown) => void);
      socket.send(JSON.stringify({ id, method }));
    });
  await call('Runtime.enable');
  return {
    async heap() {
      const { usedSize, backingStorageSize = 0 } = await call<HeapUsage>('Runtime.getHeapUsage');
      return (usedSize + backingStorageSize) / 2 ** 20;
    },
    close: () => socket.close(),
  };
}
