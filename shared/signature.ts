// The Ed25519 signature of a bundle's manifest. The manifest holds the digests of all files, so the signature covers them.
// It uses WebCrypto, which both Node and workerd have.
//
// The signed bytes are the manifest without `signature`, as JSON with sorted keys, so that white space and the order of
// keys in the file do not matter.
import type { Manifest } from './bundle.ts';
import { InputError } from './errors.ts';

/** Both in base64: the raw public key (32 bytes), and the private key as PKCS #8. */
export interface KeyPair {
  publicKey: string;
  privateKey: string;
}

const ED25519 = 'Ed25519';

export async function generateKeys(): Promise<KeyPair> {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey(ED25519, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  return {
    publicKey: toBase64(await crypto.subtle.exportKey('raw', publicKey)),
    privateKey: toBase64(await crypto.subtle.exportKey('pkcs8', privateKey)),
  };
}

/** Signs a manifest. @throws InputError `malformed` if the private key is invalid */
export async function sign(manifest: Manifest, { publicKey, privateKey }: KeyPair): Promise<Manifest> {
  const key = await importKey('pkcs8', privateKey, 'sign');
  const { signature: _, ...unsigned } = manifest;
  const value = toBase64(await crypto.subtle.sign(ED25519, key, signedBytes(unsigned)));
  return { ...unsigned, signature: { key: await keyId(publicKey), value } };
}

/**
 * Checks that one of the trusted keys signed a manifest.
 * @param publicKeys in base64. There can be several, so that a new key can be added before the old one is removed
 * @throws InputError `mismatch`
 */
export async function verifySignature(manifest: Manifest, publicKeys: readonly string[], where: string): Promise<void> {
  const { signature, ...unsigned } = manifest;
  if (!signature)
    throw new InputError('mismatch', 'is not signed', {
      where,
      how: 'export it with --key FILE; create a key with curatornet keys',
    });
  const ids = await Promise.all(publicKeys.map(keyId));
  const publicKey = publicKeys[ids.indexOf(signature.key)];
  if (publicKey === undefined)
    throw new InputError('mismatch', `is signed with the key ${signature.key}, which is not trusted`, {
      where,
      how: 'sign it with a trusted key, or add this key to the trusted ones',
    });
  const key = await importKey('raw', publicKey, 'verify');
  if (!(await crypto.subtle.verify(ED25519, key, fromBase64(signature.value), signedBytes(unsigned))))
    throw new InputError('mismatch', 'its signature does not match its contents', { where, how: 'export it again' });
}

/** The id of a public key: the first 16 hexadecimal digits of the sha256 of its bytes. */
export async function keyId(publicKey: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', fromBase64(publicKey)));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function importKey(format: 'raw' | 'pkcs8', text: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey(format, fromBase64(text), ED25519, false, [use]);
  } catch {
    // No cause: it could contain the key.
    throw new InputError('malformed', `not an Ed25519 key to ${use} with`, { how: 'create one with curatornet keys' });
  }
}

const signedBytes = (unsigned: Omit<Manifest, 'signature'>) => new TextEncoder().encode(ordered(unsigned));

/** JSON with the keys of every object sorted by code units; undefined values are left out. */
function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${ordered(member)}`).join(',')}}`;
}

const toBase64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new InputError('malformed', 'not base64', { how: 'create a key with curatornet keys' });
  }
}
