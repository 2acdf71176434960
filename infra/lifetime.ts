// Waits until a local server has to end: on Ctrl-C, on a signal, or when the npm that started it ends. npm starts this
// process through a shell, which does not forward signals and outlives npm.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const POLL_MS = 250;
/** npm, possibly within another npm, with a shell for each. */
const MOST_STEPS = 4;

/** Resolves when this process has to end. */
export function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve());
    const above = process.env.npm_lifecycle_event === undefined ? [] : upToNpm();
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (above.length === 0 || (process.ppid === parent && above.every(lives))) return;
      clearInterval(timer);
      resolve();
    }, POLL_MS);
    timer.unref();
  });
}

/** The ancestors of this process up to npm; empty if npm is not among them. */
function upToNpm(): number[] {
  const above: number[] = [];
  for (let pid = process.ppid; pid > 1 && above.length < MOST_STEPS; ) {
    above.push(pid);
    const found = lookUp(pid);
    if (!found) break;
    if (found.name.startsWith('npm')) return above;
    pid = found.parent;
  }
  return [];
}

/** A process's name and parent: from /proc if it exists, otherwise from ps. */
function lookUp(pid: number): { name: string; parent: number } | undefined {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!;
    return { name, parent: Number(parent) };
  } catch {}
  try {
    const text = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, name] = /(\d+)\s+(.*)/.exec(text)!;
    return { name, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
