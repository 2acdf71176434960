// Callers who ask for the same thing at the same time get one answer: two rails on a page cost one request.

interface Call {
  answer: Promise<unknown>;
  callers: number;
  abort: AbortController;
}

/** @returns a function that joins the call of this name, or starts it. It ends early when all its callers have left */
export function shareCalls() {
  const running = new Map<string, Call>();
  return <T>(name: string, start: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    let call = running.get(name);
    if (call === undefined) {
      const abort = new AbortController();
      const forget = () => running.get(name) === joined && running.delete(name);
      const joined: Call = { answer: start(abort.signal).finally(forget), callers: 0, abort };
      running.set(name, joined);
      call = joined;
    }
    const { answer, abort } = call;
    const own = call;
    own.callers++;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        reject(signal!.reason);
        if (--own.callers > 0) return;
        running.delete(name);
        abort.abort(signal!.reason);
      };
      signal?.addEventListener('abort', leave);
      answer.then((value) => resolve(value as T), reject).finally(() => signal?.removeEventListener('abort', leave));
    });
  };
}
