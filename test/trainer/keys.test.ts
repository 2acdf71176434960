// curatornet keys, and bundles signed with its keys.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseManifest } from '../../shared/bundle.ts';
import { verifySignature } from '../../shared/signature.ts';
import { curatornet } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'curatornet-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'signing.json');
let made: { status: number | null; stdout: string };
beforeAll(async () => {
  made = await curatornet('keys', '--out', file, '--json');
});

it('writes a file readable only by its owner, and prints only the public key', () => {
  expect(made.status).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { publicKey, privateKey } = JSON.parse(readFileSync(file, 'utf8'));
  expect(JSON.parse(made.stdout)).toMatchObject({ file, publicKey });
  expect(made.stdout).not.toContain(privateKey);
});

it('does not replace an existing key', async () => {
  const before = readFileSync(file, 'utf8');
  const { status, stderr } = await curatornet('keys', '--out', file);
  expect(status).toBe(2);
  expect(stderr).toContain('exists already');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

it('run --key signs the bundle; export without a key does not', async () => {
  const data = join(folder, 'data');
  const run = join(folder, 'run');
  await curatornet('simulate', '--out', data, '--users', '60', '--items', '90');
  const whole = await curatornet('run', '--data', data, '--run', run, '--preset', 'smoke', '--key', file);
  expect(whole.status, whole.stderr).toBe(0);
  const read = () => parseManifest(readFileSync(join(run, 'bundle/manifest.json'), 'utf8'));
  const { publicKey } = JSON.parse(made.stdout);
  const signed = await read();
  await verifySignature(signed, [publicKey], 'bundle');
  await curatornet('export', '--run', run);
  const unsigned = await read();
  expect(unsigned.signature).toBeUndefined();
  expect(unsigned.version).toBe(signed.version);
});

it('rejects an invalid key file before any computation, without printing its content', async () => {
  const wrong = join(folder, 'wrong.json');
  writeFileSync(wrong, '{"privateKey": "hush"}');
  const { status, stderr } = await curatornet('export', '--run', join(folder, 'run'), '--key', wrong);
  expect(status).toBe(2);
  expect(stderr).toContain('is not a key file');
  expect(stderr).not.toContain('hush');
  expect((await curatornet('export', '--run', join(folder, 'run'), '--key', join(folder, 'none'))).status).toBe(2);
});
