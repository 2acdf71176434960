// The hash that spreads ids and visitors: 32-bit FNV-1a over the UTF-16 code units of a text.

export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
