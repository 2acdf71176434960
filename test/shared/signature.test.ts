// Signatures of manifests, verified with OpenSSL through node:crypto.
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/bundle.ts';
import { signatureSchema } from '../../shared/bundle.ts';
import { InputError } from '../../shared/errors.ts';
import { generateKeys, type KeyPair, keyId, sign, verifySignature } from '../../shared/signature.ts';

const manifest = {
  version: '0123456789abcdef',
  model: { name: 'CuratorNet', items: 2 },
  probes: [{ user: [0.1, -2e-9], top: [] }],
} as unknown as Manifest;

let keys: KeyPair;
let other: KeyPair;
let signed: Manifest;
beforeAll(async () => {
  [keys, other] = [await generateKeys(), await generateKeys()];
  signed = await sign(manifest, keys);
});

const refusal = async (altered: Manifest, accepted: string[]) => {
  const error = await verifySignature(altered, accepted, 'manifest.json').catch((reason) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
};

it('signs the JSON with sorted keys, as OpenSSL verifies', () => {
  const text =
    '{"model":{"items":2,"name":"CuratorNet"},"probes":[{"top":[],"user":[0.1,-2e-9]}],"version":"0123456789abcdef"}';
  // RFC 8410: twelve bytes before the raw key make it a SubjectPublicKeyInfo.
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(keys.publicKey, 'base64')]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  expect(verify(null, Buffer.from(text), key, Buffer.from(signed.signature!.value, 'base64'))).toBe(true);
  // The private and the public key match.
  const privateKey = createPrivateKey({ key: Buffer.from(keys.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  expect(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })).toEqual(spki);
});

it('takes a member that is undefined for one that is not there, as JSON does', async () => {
  const model = { ...manifest.model, features: undefined } as unknown as Manifest['model'];
  const sparse = await sign({ ...manifest, model }, keys);
  expect(sparse.signature).toEqual(signed.signature);
  await verifySignature(JSON.parse(JSON.stringify(sparse)), [keys.publicKey], 'here');
});

describe('verifying', () => {
  it('accepts each of several keys, and any order of object members', async () => {
    await verifySignature(signed, [other.publicKey, keys.publicKey], 'here');
    const turned = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(signed).reverse())));
    await verifySignature(turned, [keys.publicKey], 'here');
  });
  it('replaces a signature by that of another key', async () => {
    await verifySignature(await sign(signed, other), [other.publicKey], 'here');
  });
  it('rejects an unknown key and names it', async () => {
    expect(await refusal(signed, [other.publicKey])).toContain(await keyId(keys.publicKey));
    expect(await refusal(signed, [])).toContain('which is not trusted');
  });
  it('rejects a manifest without a signature', async () => {
    expect(await refusal(manifest, [keys.publicKey])).toBe('manifest.json: is not signed');
  });
  it("rejects another key's signature under a known key id", async () => {
    const forged = await sign(manifest, other);
    forged.signature!.key = await keyId(keys.publicKey);
    expect(await refusal(forged, [keys.publicKey])).toContain('its signature does not match its contents');
  });
  it('rejects every alteration', async () => {
    const text = JSON.stringify(signed);
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom(...'0123456789abcdefXYZ'), async (at, char) => {
        let altered: Manifest;
        try {
          altered = JSON.parse(text.slice(0, at) + char + text.slice(at + 1));
        } catch {
          return;
        }
        if (JSON.stringify(altered) === text) return;
        tried++;
        // Another way to write the same signature is rejected when reading the manifest.
        if (altered.signature && !signatureSchema.safeParse(altered.signature).success) return;
        await refusal(altered, [keys.publicKey]);
      }),
      { numRuns: 500 },
    );
    expect(tried).toBeGreaterThan(100);
  });
});

it('an invalid key is rejected without printing it', async () => {
  for (const privateKey of ['c2VjcmV0', '***secret***']) {
    const error = await sign(manifest, { ...keys, privateKey }).catch((reason) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain(privateKey);
  }
});
