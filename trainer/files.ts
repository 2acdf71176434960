// Atomic writes of files and folders. Every command of the trainer writes through here, so a run that fails or is
// interrupted leaves the previous state unchanged and no temporary files.
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';

/** Clean-up functions that run when a signal ends the process. */
const unfinished = new Set<() => void>();
const EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

function interrupted(signal: NodeJS.Signals): void {
  for (const discard of unfinished) {
    try {
      discard();
    } catch {
      // an error in one clean-up must not prevent the others
    }
  }
  process.exit(EXIT[signal as keyof typeof EXIT]);
}

/** Runs `work`; if a signal ends the process meanwhile, runs `discard` first. No other signal handler may exit the process. */
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
 * Writes a file atomically: to a temporary name beside it, flushed to disk, then renamed. Readers see the old or the new
 * content, never a part. The folder must exist.
 * @param mode file permissions; by default those of the process's umask
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array | string | AsyncIterable<string>,
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
  /** Replace an existing folder. */
  force?: boolean;
  /** With `force`: replace a folder only if it contains a file of this name, so that a mistyped path deletes nothing. */
  marker?: string;
}

/** @throws InputError if something other than an empty folder is at the path and must not be replaced */
export function checkFree(path: string, { force, marker }: FolderOptions): void {
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

/** Creates missing parents. @returns the first folder that it created, if any */
function makeParent(parent: string): string | undefined {
  try {
    return mkdirSync(parent, { recursive: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new InputError('missing', `cannot create a folder here (${code})`, {
      where: parent,
      how: 'name another folder',
      cause,
    });
  }
}

/** Renames the finished folder into place. Synchronous, so that no signal handler runs between the two renames. */
function publish(temp: string, path: string, options: FolderOptions): void {
  checkFree(path, options); // again: the path may have been taken while the folder was filled
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
 * Creates a folder atomically: `fill` writes into `PATH.tmp-PID`, which is then renamed to PATH. If anything fails, or
 * on SIGINT (exit 130) or SIGTERM (exit 143), the temporary folder and the parents created for it are removed.
 * @returns the result of `fill`
 * @throws InputError `exists`, before anything is written, if PATH exists and must not be replaced
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

/**
 * Replaces some files of a folder: `fill` writes the new ones into a folder within it. All old ones are removed, the last
 * of `names` first and added last; other files stay.
 * @param names of the files that belong together
 * @returns the result of `fill`
 */
export async function replaceFiles<T>(
  folder: string,
  names: readonly string[],
  fill: (temp: string) => Promise<T>,
): Promise<T> {
  const temp = join(folder, `new.tmp-${process.pid}`);
  const result = await makeFolderAtomically(temp, fill);
  for (const name of names.toReversed()) rmSync(join(folder, name), { force: true });
  for (const name of names) if (existsSync(join(temp, name))) renameSync(join(temp, name), join(folder, name));
  remove(temp);
  return result;
}
