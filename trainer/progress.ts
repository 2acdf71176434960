// Progress on stderr: label, percentage, rate and remaining time. On a terminal it updates one line; elsewhere it prints
// a line after one second, and then every ten.
const TERMINAL_EVERY = 100;
const LOG_FIRST = 1_000;
const LOG_EVERY = 10_000;

/** 75 -> 1m15s, 7,500 -> 2h05m, 200,000 -> 2d07h */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const parts = (large: number, unit: string, small: number, next: string) =>
    `${Math.floor(large)}${unit}${String(Math.floor(small)).padStart(2, '0')}${next}`;
  if (s < 60) return `${s}s`;
  if (s < 3_600) return parts(s / 60, 'm', s % 60, 's');
  if (s < 86_400) return parts(s / 3_600, 'h', (s % 3_600) / 60, 'm');
  return parts(s / 86_400, 'd', (s % 86_400) / 3_600, 'h');
}

export interface Progress {
  /** @param done units of `total` that are done @param note text for the end of the line */
  update(done: number, note?: string): void;
  /** Prints a last line with the elapsed time, the rate and the note. @param at units completed (default: all) */
  end(note?: string, at?: number): void;
}

/**
 * @param unit the name of what is counted, in the plural: triples, users
 * @param from units that an earlier process completed; the rate does not count them
 * @param quiet whether to print nothing about what takes less than a second
 */
export function progress(
  label: string,
  total: number,
  unit: string,
  { from = 0, quiet = false }: { from?: number; quiet?: boolean } = {},
): Progress {
  const terminal = process.stderr.isTTY === true;
  const started = performance.now();
  let next = started + (terminal ? TERMINAL_EVERY : LOG_FIRST);
  let done = from;
  let shown = false;
  const line = (text: string) => process.stderr.write(terminal ? `\r\x1b[2K${text}` : `${text}\n`);
  const rate = (seconds: number) =>
    `${Math.round((done - from) / Math.max(seconds, 1e-3)).toLocaleString('en')} ${unit}/s`;
  return {
    update(now, note = '') {
      done = now;
      const time = performance.now();
      if (time < next) return;
      shown = true;
      next = time + (terminal ? TERMINAL_EVERY : LOG_EVERY);
      const seconds = (time - started) / 1000;
      const left = duration((seconds / Math.max(done - from, 1)) * (total - done));
      line(`${label}  ${Math.floor((100 * done) / total)}%  ${rate(seconds)}  ${left} left  ${note}`);
    },
    end(note = '', at = total) {
      done = at;
      if (quiet && !shown) return;
      const seconds = (performance.now() - started) / 1000;
      line(
        `${label}  ${(done - from).toLocaleString('en')} ${unit} in ${duration(seconds)}, ${rate(seconds)}  ${note}`,
      );
      if (terminal) process.stderr.write('\n');
    },
  };
}

/** Prints a line on stderr. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
