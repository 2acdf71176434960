// Whose models this worker serves: the public keys in MODEL_KEYS. Several, so that a new key can be added before the old
// one goes. An unsigned manifest, or one of a key that is not listed, is served nowhere but where UNSIGNED_MODELS says so.
import type { Manifest } from '@curatornet/shared/bundle.ts';
import { verifySignature } from '@curatornet/shared/signature.ts';
import type { Environment } from '../environment.ts';

export type TrustSettings = Pick<Environment, 'MODEL_KEYS' | 'UNSIGNED_MODELS'>;

/** The public keys, in base64. */
export const modelKeys = ({ MODEL_KEYS }: TrustSettings): string[] =>
  (MODEL_KEYS ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');

export const acceptsUnsigned = ({ UNSIGNED_MODELS }: TrustSettings): boolean => UNSIGNED_MODELS === 'accept';

let warned = false;

/**
 * Refuses a manifest that nobody signed who may.
 * @throws InputError `mismatch`
 */
export async function checkTrust(manifest: Manifest, trust: TrustSettings, where: string): Promise<void> {
  const keys = modelKeys(trust);
  // Where keys are configured a signature is always looked at: one that is wrong is worse than none.
  const unsigned = manifest.signature === undefined || keys.length === 0;
  if (!unsigned || !acceptsUnsigned(trust)) return verifySignature(manifest, keys, where);
  if (!warned) console.warn('UNSIGNED MODELS ARE SERVED HERE: UNSIGNED_MODELS is "accept". Not for production.');
  warned = true;
}
