// `npm run mutate [-- --quick] [-- FILE ...]` judges the tests: each mutant of mutants.ts is one wrong line, and its test
// file must fail with it. All happens in copies of the checkout, so nothing here is ever wrong, however this ends. Ends with
// 1 where a mutant survives, where its text is not found, or where the tests fail without it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKSPACES = '@curatornet';
/** Copies in which mutants are tried side by side. */
const LANES = 2;
/** A mutant that makes the tests run for so long is killed, too. */
const TIMEOUT_MS = 240_000;

const folder = mkdtempSync(join(tmpdir(), 'curatornet-mutants-'));
const running = new Set<ChildProcess>();

/** Copies the checkout without what git ignores. Packages are links, those of this project to the copy itself. */
function copyCheckout(name: string): string {
  const copy = join(folder, name);
  const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: ROOT }).toString().split('\0');
  for (const file of names
    .toString()
    .split('\0')
    .filter((file) => file && !deleted.includes(file))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(copy, file));
  }
  const packages = join(ROOT, 'node_modules');
  mkdirSync(join(copy, 'node_modules', WORKSPACES), { recursive: true });
  for (const name of readdirSync(packages).filter((name) => name !== WORKSPACES && !/^\.(?!bin$)/.test(name)))
    symlinkSync(join(packages, name), join(copy, 'node_modules', name));
  for (const name of readdirSync(join(packages, WORKSPACES)))
    symlinkSync(readlinkSync(join(packages, WORKSPACES, name)), join(copy, 'node_modules', WORKSPACES, name));
  return copy;
}

const projectOf = (test: string) => /^test\/(edge|browser)\//.exec(test)?.[1] ?? 'node';
const PROJECTS: Record<string, string> = { edge: 'workerd', browser: 'browser', node: 'node' };

interface Report {
  numFailedTests: number;
  numFailedTestSuites: number;
  numTotalTests: number;
  success: boolean;
}

/** Runs test files. @returns the report; undefined where they did not end in time */
async function runTests(copy: string, tests: readonly string[], options: string[] = []): Promise<Report | undefined> {
  const output = join(copy, 'report.json');
  rmSync(output, { force: true });
  const projects = [...new Set(tests.map(projectOf))].map((name) => `--project=${PROJECTS[name]}`);
  const vitest = [join(copy, 'node_modules/vitest/vitest.mjs'), 'run', ...projects, ...tests, ...options];
  const reporters = ['--reporter=json', `--outputFile=${output}`];
  const child = spawn(process.execPath, [...vitest, ...reporters], { cwd: copy, detached: true, stdio: 'ignore' });
  running.add(child);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    endGroup(child);
  }, TIMEOUT_MS);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  running.delete(child);
  return late ? undefined : JSON.parse(readFileSync(output, 'utf8'));
}

function endGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch {}
}

/** Tries a mutant. @returns what is wrong with it; undefined where the tests kill it */
async function judge(copy: string, { file, from, to, test, only }: Mutant): Promise<string | undefined> {
  const path = join(copy, file);
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch {
    return `there is no ${file}`;
  }
  const found = source.split(from).length - 1;
  if (found !== 1) return `its text stands in ${file} ${found} times`;
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    const report = await runTests(copy, [test], ['--bail=1', ...(only ? ['-t', only] : [])]);
    if (report?.success) return `survives ${test}`;
    if (report?.numTotalTests === 0) return `keeps ${test} from starting`;
  } finally {
    writeFileSync(path, source);
  }
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
  const mutants = MUTANTS.filter(
    ({ file, quick }) => (!values.quick || quick) && (positionals.length === 0 || positionals.includes(file)),
  );
  if (mutants.length === 0) throw new Error(`there are no mutants of ${positionals.join(', ')}`);
  const lanes = Array.from({ length: Math.min(LANES, mutants.length) }, (_, i) => copyCheckout(`lane-${i}`));
  const report = await runTests(lanes[0], [...new Set(mutants.map(({ test }) => test))]);
  if (!report?.success) {
    console.log('The tests fail without a mutant: npm test says which.');
    return false;
  }
  const queue = [...mutants];
  let bad = 0;
  await Promise.all(
    lanes.map(async (copy) => {
      for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
        const start = Date.now();
        const wrong = await judge(copy, mutant);
        if (wrong) bad++;
        const seconds = `${((Date.now() - start) / 1000).toFixed(0)} s`.padStart(6);
        console.log(
          `${wrong ? 'BAD   ' : 'killed'} ${seconds}  ${mutant.file}: ${mutant.name}${wrong ? `: ${wrong}` : ''}`,
        );
      }
    }),
  );
  console.log(`${mutants.length - bad} of ${mutants.length} mutants killed`);
  return bad === 0;
}

function cleanUp(): void {
  for (const child of running) endGroup(child);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    cleanUp();
    process.exit(130);
  });
try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  cleanUp();
}
