// The history of a visitor without a user: the items that they liked or bought, in this browser.
import type { Memory } from './memory.ts';

export interface LocalHistory {
  /** The ids, the oldest first. */
  read(): string[];
  add(item: string): void;
  clear(): void;
}

/** The API takes as many. */
const LONGEST = 256;
const KEPT = 'history';

export function localHistory(memory: Memory): LocalHistory {
  const read = (): string[] => {
    try {
      const kept: unknown = JSON.parse(memory.get(KEPT) ?? '[]');
      return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
    } catch {
      return [];
    }
  };
  return {
    read,
    add(item) {
      const others = read().filter((id) => id !== item);
      memory.set(KEPT, JSON.stringify([...others, item].slice(-LONGEST)));
    },
    clear: () => memory.remove(KEPT),
  };
}
