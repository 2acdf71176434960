// Who made a bundle: an Ed25519 signature over its manifest. The manifest holds the digests of the files, so signing it signs
// all of them. WebCrypto alone, which Node and workerd both have.
//
// What is signed is the manifest without `signature`, as JSON with the keys of every object in order, so that neither
// spaces nor the order of keys in the file matter.
import type { Manifest } from './bundle.ts';
import { InputError } from './errors.ts';

/** Both in base64: the public key raw, 32 bytes, the private one as PKCS #8. */
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

/** The manifest with its signature. @throws InputError `malformed` where the key is none */
export async function sign(manifest: Manifest, { publicKey, privateKey }: KeyPair): Promise<Manifest> {
  const key = await importKey('pkcs8', privateKey, 'sign');
  const { signature: _, ...unsigned } = manifest;
  const value = toBase64(await crypto.subtle.sign(ED25519, key, signedBytes(unsigned)));
  return { ...unsigned, signature: { key: await keyId(publicKey), value } };
}

/**
 * Refuses a manifest that none of the keys has signed.
 * @param publicKeys in base64: several, so that a new one can be added before the old one goes
 * @throws InputError `mismatch`
 */
export async function verifySignature(manifest: Manifest, publicKeys: readonly string[], where: string): Promise<void> {
  const { signature, ...unsigned } = manifest;
  if (!signature)
    throw new InputError('mismatch', 'it is not signed', {
      where,
      how: 'export it with --key FILE; curatornet keys makes one',
    });
  const ids = await Promise.all(publicKeys.map(keyId));
  const publicKey = publicKeys[ids.indexOf(signature.key)];
  if (publicKey === undefined)
    throw new InputError('mismatch', `it is signed with the key ${signature.key}, which is none of those accepted`, {
      where,
      how: 'sign it with an accepted key, or accept this one too',
    });
  const key = await importKey('raw', publicKey, 'verify');
  if (!(await crypto.subtle.verify(ED25519, key, fromBase64(signature.value), signedBytes(unsigned))))
    throw new InputError('mismatch', 'its signature is not one over what it says', { where, how: 'export it again' });
}

/** The name of a public key: the first 16 hexadecimal digits of the sha256 over its bytes. */
export async function keyId(publicKey: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', fromBase64(publicKey)));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function importKey(format: 'raw' | 'pkcs8', text: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey(format, fromBase64(text), ED25519, false, [use]);
  } catch {
    // Without a cause: it could carry the key.
    throw new InputError('malformed', `not an Ed25519 key to ${use} with`, { how: 'make one with curatornet keys' });
  }
}

const signedBytes = (unsigned: Omit<Manifest, 'signature'>) => new TextEncoder().encode(ordered(unsigned));

/** JSON with the keys of every object in the order of their code units; absent values are left out. */
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
    throw new InputError('malformed', 'not base64', { how: 'make a key with curatornet keys' });
  }
}
