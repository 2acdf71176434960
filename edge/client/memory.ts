// What the client keeps between pages: localStorage, or an object where there is none (Node), it is full or it is forbidden.

export interface Memory {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** The names that begin with a prefix. */
  names(prefix: string): string[];
}

/** @param worker the address of the worker: two stores on one origin do not share what they keep */
export function openMemory(worker: string): Memory {
  const own = `curatornet:${worker}:`;
  const rest = new Map<string, string>();
  const storage = usableStorage();
  return {
    get: (name) => rest.get(own + name) ?? storage?.getItem(own + name) ?? undefined,
    set(name, value) {
      rest.set(own + name, value);
      if (!storage) return;
      // A full storage throws.
      try {
        storage.setItem(own + name, value);
        rest.delete(own + name);
      } catch {}
    },
    remove(name) {
      rest.delete(own + name);
      storage?.removeItem(own + name);
    },
    names: (prefix) =>
      [...rest.keys(), ...Object.keys(storage ?? {})]
        .filter((name) => name.startsWith(own + prefix))
        .map((name) => name.slice(own.length)),
  };
}

/** In Node, which has no document, localStorage is a file or a warning. */
function usableStorage(): Storage | undefined {
  try {
    return typeof document === 'undefined' ? undefined : localStorage;
  } catch {
    return undefined;
  }
}
