// Helpers of the report tests: parses a page, and creates a store with code in its names.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';
import { curatornet } from '../command.ts';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

const children = (node: Node): Node[] => ('childNodes' in node ? node.childNodes : []);

/** All elements below a node, in document order. */
export const elements = (node: Node): Element[] =>
  children(node).flatMap((child) => ('tagName' in child ? [child, ...elements(child)] : []));

export const byTag = (node: Node, tag: string) => elements(node).filter(({ tagName }) => tagName === tag);
export const text = (node: Node): string => ('value' in node ? node.value : children(node).map(text).join(''));
export const attribute = ({ attrs }: Element, name: string) => attrs.find((each) => each.name === name)?.value;

export const section = (page: Node, id: string): Element =>
  byTag(page, 'section').find((each) => attribute(each, 'id') === id)!;

/** The exact numbers of a row, in order. */
export const values = (row: Element) => byTag(row, 'data').map((each) => Number(attribute(each, 'value')));

export interface Page {
  source: string;
  tree: DefaultTreeAdapterTypes.Document;
  /** Errors of a strict parser. */
  errors: string[];
}

export function readPage(run: string): Page {
  const source = readFileSync(join(run, 'report/index.html'), 'utf8');
  const errors: string[] = [];
  const tree = parse(source, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }: ParserError) => errors.push(`${code}, line ${startLine}`),
  });
  return { source, tree, errors };
}

export const HOSTILE = {
  name: '<script>alert(1)</script> & "store"',
  artist: '<img src=x onerror=alert(2)>',
  title: '</title></svg><script>alert(3)</script>',
};

/** A simulated store with some names replaced. */
export async function hostileStore(folder: string): Promise<string> {
  const plain = join(folder, 'plain');
  const sizes = ['--users', '80', '--items', '150', '--artists', '20', '--purchases', '500', '--side', '32'];
  await curatornet('simulate', '--out', plain, ...sizes);
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
  const [head, ...lines] = readFileSync(join(plain, 'items.csv'), 'utf8').trim().split('\n');
  const [id, , ...rest] = head.split(',');
  const items = lines.map((line, row) => {
    // A title may contain commas; the five fields after it do not.
    const fields = line.split(',');
    const artist = row % 9 === 0 ? quoted(HOSTILE.artist) : fields[1];
    return [fields[0], artist, quoted(HOSTILE.title), ...fields.slice(-5)].join();
  });
  writeFileSync(join(folder, 'items.csv'), `${[[id, 'artist', ...rest].join(), ...items].join('\n')}\n`);
  const store = join(folder, 'store');
  const { status, stderr } = await curatornet(
    ...['import', 'interactions', '--events', join(plain, 'events.csv'), '--features', join(plain, 'features.npy')],
    ...['--items', join(folder, 'items.csv'), '--name', HOSTILE.name, '--out', store],
  );
  if (status !== 0) throw new Error(stderr);
  return store;
}
