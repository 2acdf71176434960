// Reads the files of a network from a folder or over HTTP, with a limit on their size.
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';

/** ResNet50 has 98 MB, CLIP's largest image encoder 1.2 GB. */
export const MAX_WEIGHTS = 2 ** 31 - 1;
const TIMEOUT = 300_000;

export const isWeb = (address: string): boolean => /^https?:\/\//i.test(address);

/** The path or URL of a file beside another one. */
export const beside = (file: string, name: string): string =>
  isWeb(file) ? new URL(name, file).href : join(dirname(file), name);

/**
 * Reads a file. @param how how to fix a missing file
 * @throws InputError `missing`, or `invalid` for a file of more than `most` bytes
 */
export function readNetworkFile(address: string, most: number, how: string): Promise<Uint8Array> {
  return isWeb(address) ? fromWeb(address, most, how) : fromDisk(address, most, how);
}

/** Reads a file if it exists. @throws InputError as above */
export async function readIfThere(address: string, most: number): Promise<Uint8Array | undefined> {
  try {
    return await readNetworkFile(address, most, '');
  } catch (error) {
    if (error instanceof InputError && error.code === 'missing') return undefined;
    throw error;
  }
}

async function fromDisk(path: string, most: number, how: string): Promise<Uint8Array> {
  const found = await stat(path).catch((cause) => {
    throw new InputError('missing', 'not found', { where: path, how, cause });
  });
  if (!found.isFile()) throw new InputError('missing', 'is not a file', { where: path, how });
  if (found.size > most) throw tooLarge(path, most);
  return readFile(path);
}

async function fromWeb(address: string, most: number, how: string): Promise<Uint8Array> {
  const failed = (why: string, cause?: unknown) =>
    new InputError('missing', `cannot be downloaded: ${why}`, { where: address, how, cause });
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT) }).catch((cause) => {
    throw failed((cause.cause ?? cause).message, cause);
  });
  if (!response.ok || !response.body) throw failed(`HTTP status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > most) throw tooLarge(address, most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (where: string, most: number) =>
  new InputError('invalid', `is larger than the limit of ${most} bytes`, { where, how: 'use a smaller network' });
