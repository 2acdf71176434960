// Progress on stderr: label, percentage, rate and remaining time. On a terminal it updates one line; elsewhere it prints
// a line every ten seconds.
const TERMINAL_EVERY = 100;
const LOG_EVERY = 10_000;

/** 75 -> 1m15s */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  return s < 60 ? `${s}s` : `${Math.floor(s / 60)}m${String(s % 60).padStart(2, '0')}s`;
}

export interface Progress {
  /** @param done units of `total` that are done @param note text for the end of the line */
  update(done: number, note?: string): void;
  /** Prints a last line with the elapsed time, the rate and the note. */
  end(note?: string): void;
}

/** @param unit the name of what is counted, in the plural: triplets, users */
export function progress(label: string, total: number, unit: string): Progress {
  const terminal = process.stderr.isTTY === true;
  const started = performance.now();
  let shown = started;
  let done = 0;
  const line = (text: string) => process.stderr.write(terminal ? `\r\x1b[2K${text}` : `${text}\n`);
  const rate = (seconds: number) => `${Math.round(done / Math.max(seconds, 1e-3)).toLocaleString('en')} ${unit}/s`;
  return {
    update(now, note = '') {
      done = now;
      const time = performance.now();
      if (time - shown < (terminal ? TERMINAL_EVERY : LOG_EVERY)) return;
      shown = time;
      const seconds = (time - started) / 1000;
      const left = duration((seconds / Math.max(done, 1)) * (total - done));
      line(`${label}  ${Math.floor((100 * done) / total)}%  ${rate(seconds)}  ${left} left  ${note}`);
    },
    end(note = '') {
      done = total;
      const seconds = (performance.now() - started) / 1000;
      line(`${label}  ${total.toLocaleString('en')} ${unit} in ${duration(seconds)}, ${rate(seconds)}  ${note}`);
      if (terminal) process.stderr.write('\n');
    },
  };
}

/** Prints a line on stderr. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
