// Files and folders that appear whole or not at all.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolderAtomically, writeFileAtomically } from '../../../trainer/files.ts';
import { files, freshFolder, importRefusal, names } from './support.ts';

const fillWith = (text: string) => async (temp: string) => {
  writeFileSync(join(temp, 'a'), text);
  return text.length;
};

describe('a file', () => {
  it('replaces another, and nothing else is there', async () => {
    const { x, folder } = files({ x: 'old' });
    await writeFileAtomically(x, 'new');
    await writeFileAtomically(join(folder, 'y'), Uint8Array.of(1, 2));
    expect(readFileSync(x, 'utf8')).toBe('new');
    expect([...readFileSync(join(folder, 'y'))]).toEqual([1, 2]);
    expect(names(folder)).toEqual(['x', 'y']);
  });

  it('is whole for whoever reads while many write', async () => {
    const { x, folder } = files({ x: 'a'.repeat(100_000) });
    const writes = ['b', 'c', 'd', 'e'].map((letter) => writeFileAtomically(x, letter.repeat(100_000)));
    const reads = new Set<string>();
    const done = Promise.all(writes).then(() => reads.add(readFileSync(x, 'utf8')));
    for (let ended = false; !ended; ) {
      reads.add(readFileSync(x, 'utf8'));
      ended = await Promise.race([done.then(() => true), new Promise<boolean>((next) => setImmediate(next, false))]);
    }
    for (const text of reads) expect(text).toBe(text[0].repeat(100_000));
    expect(names(folder)).toEqual(['x']);
  });

  it('leaves nothing when it cannot be written', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'x', 'y'), { recursive: true });
    await expect(writeFileAtomically(join(folder, 'x'), 'new')).rejects.toThrow(); // a folder is in the way
    await expect(writeFileAtomically(join(folder, 'none', 'x'), 'new')).rejects.toThrow();
    expect(names(folder)).toEqual(['x']);
  });
});

describe('a folder', () => {
  it('is filled beside its place, and its parents are made', async () => {
    const folder = freshFolder();
    const out = join(folder, 'deep', 'er', 'out');
    let seen = '';
    const result = await makeFolderAtomically(out, async (temp) => {
      seen = temp;
      expect(existsSync(out)).toBe(false);
      return fillWith('abc')(temp);
    });
    expect([seen, result]).toEqual([`${out}.tmp-${process.pid}`, 3]);
    expect(names(join(folder, 'deep', 'er'))).toEqual(['out']);
    expect(names(out)).toEqual(['a']);
  });

  it('goes, with its parents, when filling fails', async () => {
    const folder = freshFolder();
    const failing = makeFolderAtomically(join(folder, 'deep', 'out'), async (temp) => {
      await fillWith('abc')(temp);
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(names(folder)).toEqual([]);
  });

  it('may be there and empty', async () => {
    const out = join(freshFolder(), 'out');
    mkdirSync(out);
    await makeFolderAtomically(out, fillWith('abc'));
    expect(names(out)).toEqual(['a']);
  });

  it('is refused before it is filled, when something is in the way', async () => {
    const { folder, file } = files({ file: 'x' });
    const full = join(folder, 'full');
    mkdirSync(join(full, 'inside'), { recursive: true });
    const never = async () => expect.unreachable();
    expect(await importRefusal(makeFolderAtomically(full, never), folder)).toBe(
      'exists: full: exists and is not empty',
    );
    expect(await importRefusal(makeFolderAtomically(file, never, { force: true }), folder)).toBe(
      'exists: file: is not a folder',
    );
    expect(await importRefusal(makeFolderAtomically(join(file, 'out'), never), folder)).toBe(
      'missing: file: no folder can be made here (EEXIST)',
    );
    expect(await importRefusal(makeFolderAtomically(full, never, { force: true, marker: 'a' }), folder)).toBe(
      'exists: full: has no a, so it is not replaced',
    );
    expect(names(folder)).toEqual(['file', 'full']);
  });

  it('is refused when something came meanwhile', async () => {
    const folder = freshFolder();
    const out = join(folder, 'out');
    const late = makeFolderAtomically(out, async (temp) => {
      await fillWith('abc')(temp);
      mkdirSync(join(out, 'theirs'), { recursive: true });
    });
    expect(await importRefusal(late, folder)).toBe('exists: out: exists and is not empty');
    expect([names(folder), names(out)]).toEqual([['out'], ['theirs']]);
  });

  it('is replaced with force, only when the new one is complete', async () => {
    const folder = freshFolder();
    const out = join(folder, 'out');
    await makeFolderAtomically(out, fillWith('old'));
    const options = { force: true, marker: 'a' };
    const failing = makeFolderAtomically(
      out,
      async (temp) => {
        await fillWith('new')(temp);
        expect(readFileSync(join(out, 'a'), 'utf8')).toBe('old');
        throw new Error('no more');
      },
      options,
    );
    await expect(failing).rejects.toThrow('no more');
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('old');
    await makeFolderAtomically(out, fillWith('new'), options);
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('new');
    expect(names(folder)).toEqual(['out']);
  });

  it('goes on a signal, however many are being made, and the listeners go with the last', async () => {
    const listeners = process.listenerCount('SIGTERM');
    await Promise.all(['x', 'y'].map((name) => makeFolderAtomically(join(freshFolder(), name), fillWith(name))));
    expect(process.listenerCount('SIGTERM')).toBe(listeners);

    const folder = freshFolder();
    const module = new URL('../../../trainer/files.ts', import.meta.url).href;
    const script = `
      import { makeFolderAtomically } from '${module}';
      import { writeFileSync } from 'node:fs';
      setInterval(() => {}, 1000);
      const fill = async (temp) => { writeFileSync(temp + '/a', 'abc'); await new Promise(() => {}); };
      for (const name of ['x', 'deep/y']) makeFolderAtomically(${JSON.stringify(`${folder}/`)} + name, fill);
      setTimeout(() => console.log('filled'), 100);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(names(folder)).toEqual(['deep', `x.tmp-${child.pid}`]);
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(names(folder)).toEqual([]);
  });
});
