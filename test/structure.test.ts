// The rooms of the code: imports, type imports included, form no circle among files, nor among folders.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['shared', 'edge', 'trainer', 'infra'];
/** Packages that lie elsewhere than at the top, by their names. */
const ELSEWHERE = new Map([['backend', 'trainer/backend']]);
const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

const files = PACKAGES.flatMap((name) =>
  readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(node_modules|assembly)\//.test(file))
    .map((file) => join(name, file)),
);
const known = new Set(files);

/** The files of this project that a file imports. */
function importsOf(file: string): string[] {
  return [...readFileSync(join(ROOT, file), 'utf8').matchAll(SPECIFIER)]
    .map(([, name]) =>
      name.startsWith('.')
        ? normalize(join(dirname(file), name))
        : name.replace(/^@curatornet\/([a-z]+)/, (_, own) => ELSEWHERE.get(own) ?? own),
    )
    .filter((name) => known.has(name));
}

/** A room is a folder; a file at the top of a package is one of its own, for there stands what composes the others. */
const roomOf = (file: string) => (PACKAGES.includes(dirname(file)) ? file : dirname(file));

/** The groups of nodes that reach each other: strongly connected components of more than one node (Tarjan 1972). */
function circles(edges: Map<string, Set<string>>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1) found.push(group.sort());
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return found;
}

function graph(nameOf: (file: string) => string): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = nameOf(file);
    const to = edges.get(from) ?? new Set();
    edges.set(from, to);
    for (const target of importsOf(file)) if (nameOf(target) !== from) to.add(nameOf(target));
  }
  return edges;
}

describe('the structure', () => {
  it('is read: hundreds of files, and imports between packages', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(importsOf('edge/app.ts')).toContain('edge/routes/rails.ts');
    expect(importsOf('edge/routes/rails.ts')).toContain('shared/api-rails.ts');
    expect(importsOf('trainer/tfjs/choose.ts')).toContain('trainer/backend/register.ts');
  });

  it('finds a circle where there is one', () => {
    const edges = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b', 'd'])],
      ['d', new Set<string>()],
    ]);
    expect(circles(edges)).toEqual([['b', 'c']]);
  });

  it('has no circle among files', () => {
    expect(circles(graph((file) => file))).toEqual([]);
  });

  it('has no circle among folders', () => {
    expect(circles(graph(roomOf))).toEqual([]);
  });
});
