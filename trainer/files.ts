// Files and folders that appear whole or not at all. Every command of the trainer writes through here, so a run that
// fails or is interrupted leaves what was there before, and nothing beside it.
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';

/** What has to go when the process is told to stop. */
const unfinished = new Set<() => void>();
const EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

function interrupted(signal: NodeJS.Signals): void {
  for (const discard of unfinished) {
    try {
      discard();
    } catch {
      // one that cannot go must not keep the others
    }
  }
  process.exit(EXIT[signal as keyof typeof EXIT]);
}

/** Runs `work`; when a signal ends the process meanwhile, `discard` runs first. Ours is the only listener that exits. */
async function discarding<T>(discard: () => void, work: () => Promise<T>): Promise<T> {
  if (unfinished.size === 0) for (const signal of Object.keys(EXIT)) process.on(signal, interrupted);
  unfinished.add(discard);
  try {
    return await work();
  } finally {
    unfinished.delete(discard);
    if (unfinished.size === 0) for (const signal of Object.keys(EXIT)) process.off(signal, interrupted);
  }
}

const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });

let written = 0;

/**
 * Writes a file under a temporary name beside it, flushes it to the disk, and renames it: a reader sees the old bytes
 * or the new, never a part. The folder must exist.
 * @param mode who may read and write it, by default what the process's umask leaves of everybody
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array | string,
  { mode }: { mode?: number } = {},
): Promise<void> {
  const temp = `${path}.tmp-${process.pid}-${written++}`;
  await discarding(
    () => remove(temp),
    async () => {
      try {
        const handle = await open(temp, 'wx', mode);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temp, path);
      } catch (error) {
        await rm(temp, { force: true });
        throw error;
      }
    },
  );
}

export interface FolderOptions {
  /** Replace a folder that is there. */
  force?: boolean;
  /** With `force`: only a folder that holds a file of this name is replaced, so that a slip of the path costs nothing. */
  marker?: string;
}

/** Refuses what is in the way; an empty folder is not. */
function checkFree(path: string, { force, marker }: FolderOptions): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const refuse = (what: string, how: string): never => {
    throw new InputError('exists', what, { where: path, how });
  };
  if (!stat.isDirectory()) refuse('is not a folder', 'name a folder that does not exist yet');
  if (readdirSync(path).length === 0) return;
  if (!force) refuse('exists and is not empty', 'name another folder, or replace this one with --force');
  if (marker !== undefined && !existsSync(join(path, marker)))
    refuse(`has no ${marker}, so it is not replaced`, 'name another folder, or remove this one yourself');
}

/** @returns the first folder that had to be made, if any */
function makeParent(parent: string): string | undefined {
  try {
    return mkdirSync(parent, { recursive: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new InputError('missing', `no folder can be made here (${code})`, {
      where: parent,
      how: 'name another folder',
      cause,
    });
  }
}

/** Puts the finished folder in its place. Synchronous, so that no signal is heard between the two renames. */
function publish(temp: string, path: string, options: FolderOptions): void {
  checkFree(path, options); // again: filling took its time
  if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
  if (!existsSync(path)) {
    renameSync(temp, path);
    return;
  }
  const old = `${temp}-old`;
  renameSync(path, old);
  try {
    renameSync(temp, path);
  } catch (error) {
    renameSync(old, path);
    throw error;
  }
  remove(old);
}

/**
 * Makes a folder in one step: `fill` fills `PATH.tmp-PID`, which is then renamed to PATH. If anything fails, or SIGINT
 * (exit 130) or SIGTERM (exit 143) arrives, the temporary folder goes, and so do parents that were made for it.
 * @returns what `fill` returned
 * @throws InputError `exists`, before anything is written, when PATH is in the way and not to be replaced
 */
export async function makeFolderAtomically<T>(
  path: string,
  fill: (temp: string) => Promise<T>,
  options: FolderOptions = {},
): Promise<T> {
  const target = resolve(path);
  checkFree(path, options);
  const parent = dirname(target);
  const temp = join(parent, `${basename(target)}.tmp-${process.pid}`);
  const madeFrom = makeParent(parent);
  const discard = () => {
    remove(temp);
    if (madeFrom === undefined) return;
    for (let folder = parent; folder.startsWith(madeFrom) && readdirSync(folder).length === 0; folder = dirname(folder))
      rmdirSync(folder);
  };
  return discarding(discard, async () => {
    try {
      remove(temp);
      await mkdir(temp);
      const result = await fill(temp);
      publish(temp, path, options);
      return result;
    } catch (error) {
      discard();
      throw error;
    }
  });
}
