// Loads one picture from its address. Addresses come from tables of other programs and servers may be hostile, so time, bytes
// and tries have limits, and what is not a picture is refused.
import { setTimeout as pause } from 'node:timers/promises';
import { MAX_PICTURE } from '@curatornet/shared/limits.ts';
import { BrokenPicture, pictureExtension } from './decode.ts';

/** The tries for a picture; a server that is busy or gone is asked again. */
const TRIES = 3;
/** The pause before the second try, in milliseconds; doubled for each further one. */
const FIRST_PAUSE = 1_000;
/** The longest pause that a server can ask for. */
const LONGEST_PAUSE = 30_000;
/** The time of one try, from the request to the last byte. */
const DEADLINE_MS = 60_000;
/** Servers that choose a format by this header do not choose SVG. */
const ACCEPT = 'image/jpeg, image/png, image/webp, image/*;q=0.1';

export interface LoadedPicture {
  bytes: Uint8Array;
  /** Of its content: `.jpg`. */
  extension: string;
}

/** A failure after which another try can succeed. */
class Again extends BrokenPicture {
  /** In milliseconds, if the server says. */
  readonly after: number | undefined;
  constructor(message: string, after?: number) {
    super(message);
    this.after = after;
  }
}

/** @throws BrokenPicture with the reason */
export async function loadPicture(address: string): Promise<LoadedPicture> {
  for (let turn = 1; ; turn++) {
    try {
      const bytes = await attempt(address);
      return { bytes, extension: await pictureExtension(bytes) };
    } catch (error) {
      if (!(error instanceof Again) || turn === TRIES) throw error;
      await pause(error.after ?? FIRST_PAUSE * 2 ** (turn - 1));
    }
  }
}

async function attempt(address: string): Promise<Uint8Array> {
  try {
    const response = await fetch(address, {
      headers: { accept: ACCEPT },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (!response.ok) {
      await response.body?.cancel();
      const said = `the server answers with status ${response.status}`;
      if (response.status < 500 && response.status !== 429) throw new BrokenPicture(said);
      const after = 1000 * Number(response.headers.get('retry-after') ?? Number.NaN);
      throw new Again(said, after >= 0 ? Math.min(after, LONGEST_PAUSE) : undefined);
    }
    return await bytesOf(response);
  } catch (error) {
    if (error instanceof BrokenPicture) throw error;
    throw new Again(reasonOf(error as Error));
  }
}

/** @throws BrokenPicture if there are more than MAX_PICTURE */
async function bytesOf({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > MAX_PICTURE) throw new BrokenPicture(`has more than ${MAX_PICTURE} bytes`);
    chunks.push(chunk);
  }
  if (length === 0) throw new BrokenPicture('is empty');
  return Buffer.concat(chunks);
}

function reasonOf(error: Error): string {
  const cause = error.cause as { code?: string } | undefined;
  if (error.name === 'TimeoutError') return `did not arrive within ${DEADLINE_MS / 1000} s`;
  return `cannot be loaded (${cause?.code ?? error.message})`;
}
