// One call of the API: key or token, bookmark, timeout, and retries. Every call may be repeated: reads change nothing, and
// events have ids.
import type { Memory } from './memory.ts';
import type { ClientOptions, Problem } from './types.ts';

/** The API refused a call; `problem.type` is stable. */
export class CuratorError extends Error {
  override readonly name = 'CuratorError';
  readonly problem: Problem;
  /** The seconds for which the server wants to be left alone. */
  readonly retryAfter: number;

  constructor(problem: Problem, retryAfter = 0) {
    super([problem.title, problem.detail].filter(Boolean).join(': '));
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

export interface Request {
  path: string;
  /** By default POST with a body, else GET. */
  method?: string;
  /** Sent as JSON. */
  body?: object;
  /** Whether the call is about the user: it needs the token, and sees what the user did. */
  personal?: boolean;
  /** Whether it outlives its page. */
  keepalive?: boolean;
  signal?: AbortSignal;
}

export type Send = <T>(request: Request) => Promise<T>;

const TIMEOUT_MS = 8000;
const RETRIES = 2;
const FIRST_PAUSE_MS = 250;
/** A server that wants a longer pause gets no further attempt. */
const LONGEST_PAUSE_MS = 10_000;
const BOOKMARK = 'x-bookmark';

const isTemporary = (status: number) => status >= 500 || status === 429 || status === 408;

/** @param memory keeps the user's bookmark */
export function sender(options: ClientOptions, memory: Memory): Send {
  const { key, token, timeout = TIMEOUT_MS, retries = RETRIES } = options;
  const root = options.url.replace(/\/+$/, '');
  const kept = `bookmark:${options.user}`;
  let current: string | undefined;

  async function authorization(personal: boolean): Promise<string | undefined> {
    if (!personal || token === undefined) return key;
    current ??= typeof token === 'function' ? await token() : token;
    return current;
  }

  /** @throws CuratorError if the server refuses */
  async function attempt({ path, method, body, personal = false, keepalive, signal }: Request) {
    const headers: Record<string, string> = {};
    const bearer = await authorization(personal);
    if (bearer) headers.authorization = `Bearer ${bearer}`;
    if (body) headers['content-type'] = 'application/json';
    const bookmark = personal ? memory.get(kept) : undefined;
    if (bookmark) headers[BOOKMARK] = bookmark;
    const ends = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
    const response = await (options.fetch ?? fetch)(root + path, {
      method: method ?? (body ? 'POST' : 'GET'),
      headers,
      body: body && JSON.stringify(body),
      keepalive,
      signal: AbortSignal.any(ends),
    });
    if (!response.ok) throw await refusal(response);
    const answer = await response.json();
    const written = response.headers.get(BOOKMARK);
    if (written) memory.set(kept, written);
    return answer;
  }

  return async (request) => {
    for (let failed = 0, renewed = false; ; ) {
      try {
        return await attempt(request);
      } catch (error) {
        if (request.signal?.aborted) throw request.signal.reason;
        const { problem, retryAfter = 0 } = error as Partial<CuratorError>;
        if (problem?.status === 401 && request.personal && typeof token === 'function' && !renewed) {
          renewed = true;
          current = undefined;
          continue;
        }
        if ((problem && !isTemporary(problem.status)) || failed === retries) throw error;
        const growing = FIRST_PAUSE_MS * 2 ** failed++ * (1 + Math.random());
        const wait = Math.max(growing, 1000 * retryAfter);
        if (wait > LONGEST_PAUSE_MS) throw error;
        await pauseFor(wait, request.signal);
      }
    }
  };
}

/** The error for an answer. A proxy's answer may be no problem document. */
async function refusal(response: Response): Promise<CuratorError> {
  const { status, headers } = response;
  const said = (await response.json().catch(() => undefined)) as Problem | undefined;
  const problem = { type: 'about:blank', title: `the answer was ${status}`, ...said, status };
  return new CuratorError(problem, Number(headers.get('retry-after')) || 0);
}

const pauseFor = (milliseconds: number, signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
