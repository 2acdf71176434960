// The relays' code with a fault planted in its source.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import * as acknowledge from '../../edge/relay/acknowledge.ts';
import * as lease from '../../edge/relay/lease.ts';
import type { Protocol } from './simulation.ts';

export const REAL: Protocol = { lease, acknowledge };

/** A piece of a file's text, and what stands in its place. */
export interface Mutation {
  file: 'window' | 'lease' | 'acknowledge';
  text: string;
  instead: string;
}

/** @throws Error where the text is not there once */
export async function planted({ file, text, instead }: Mutation): Promise<Protocol> {
  const source = (name: string) => {
    const whole = readFileSync(new URL(`../../edge/relay/${name}.ts`, import.meta.url), 'utf8');
    if (name !== file) return whole;
    if (whole.split(text).length !== 2) throw new Error(`"${text}" is not once in edge/relay/${name}.ts`);
    return whole.replace(text, () => instead);
  };
  const address = (code: string) => `data:text/javascript;base64,${btoa(stripTypeScriptTypes(code))}`;
  const window = address(source('window'));
  return {
    lease: await import(/* @vite-ignore */ address(source('lease').replace("'./window.ts'", `'${window}'`))),
    acknowledge: await import(/* @vite-ignore */ address(source('acknowledge'))),
  };
}
