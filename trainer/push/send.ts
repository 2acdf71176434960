// Sends records to a bulk route of the worker in requests of some thousand lines. A request that fails is sent again, later and
// later, because repeated lines change nothing.
import type { LineError } from '@curatornet/shared/api.ts';
import type { z } from 'zod';
import { askPatiently } from '../patient.ts';
import type { PushRecord } from './records.ts';

export interface BulkRoute<S extends z.ZodType = z.ZodType> {
  url: string;
  key: string;
  path: string;
  /** The schema of the answer. */
  answer: S;
}

/** The lines and bytes of a request. */
const LINES = 5_000;
const BYTES = 8_000_000;
const DEADLINE_MS = 180_000;

/** Lines of one request, and where they are in the file. */
interface Chunk {
  body: string;
  fileLines: number[];
}

async function* chunksOf(records: AsyncIterable<PushRecord<unknown>>): AsyncGenerator<Chunk> {
  let lines: string[] = [];
  let fileLines: number[] = [];
  let bytes = 0;
  const take = () => {
    const chunk = { body: `${lines.join('\n')}\n`, fileLines };
    [lines, fileLines, bytes] = [[], [], 0];
    return chunk;
  };
  for await (const { line, body } of records) {
    const text = JSON.stringify(body);
    if (lines.length === LINES || bytes + text.length > BYTES) yield take();
    lines.push(text);
    fileLines.push(line);
    bytes += text.length;
  }
  if (lines.length > 0) yield take();
}

/**
 * Sends records in order. The next request is prepared while the worker stores one.
 * @returns the answers, each with the number of its lines; the lines of its errors are those of the file
 * @throws InputError if the worker refuses a request, or does not respond after all tries
 */
export async function* sendRecords<S extends z.ZodType<{ errors: LineError[] }>>(
  route: BulkRoute<S>,
  records: AsyncIterable<PushRecord<unknown>>,
): AsyncGenerator<{ sent: number; answer: z.output<S> }> {
  const send = async ({ body, fileLines }: Chunk) => {
    const answer = await post(route, body);
    const errors = answer.errors.map((error) => ({ ...error, line: fileLines[error.line - 1] }));
    return { sent: fileLines.length, answer: { ...answer, errors } };
  };
  let under: ReturnType<typeof send> | undefined;
  try {
    for await (const chunk of chunksOf(records)) {
      if (under) yield await under;
      under = send(chunk);
      // It is awaited after the next chunk is read.
      under.catch(() => {});
    }
  } catch (error) {
    // An invalid line ends the push after the request that is under way.
    if (under) yield await under;
    throw error;
  }
  if (under) yield await under;
}

async function post<S extends z.ZodType>({ url, key, path, answer }: BulkRoute<S>, body: string): Promise<z.output<S>> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  return answer.parse(await askPatiently(url, path, { method: 'POST', headers, body }, DEADLINE_MS));
}
