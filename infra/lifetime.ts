// How long a server of this machine lives: until Ctrl-C, a signal, or the end of the npm that started it. Between npm and
// this process stands a shell, which passes no signal on and outlives npm.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const POLL_MS = 250;
/** npm, perhaps another npm, and a shell for each. */
const MOST_STEPS = 4;

/** Resolves when this process shall end. */
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

/** The processes above this one, up to npm; none where there is no npm among them. */
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

/** A process's name and parent: from /proc where that is, otherwise from ps. */
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
