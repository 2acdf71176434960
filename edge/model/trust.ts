// The trusted keys: this worker serves models signed with a key in MODEL_KEYS. There can be several, so that a new key can
// be added before the old one is removed. Unsigned models are served only if UNSIGNED_MODELS is `accept`.
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
 * Checks that a manifest is signed by a trusted key, or that unsigned models are accepted.
 * @throws InputError `mismatch`
 */
export async function checkTrust(manifest: Manifest, trust: TrustSettings, where: string): Promise<void> {
  const keys = modelKeys(trust);
  // If keys are configured, a signature is always verified: a wrong signature is worse than none.
  const unsigned = manifest.signature === undefined || keys.length === 0;
  if (!unsigned || !acceptsUnsigned(trust)) return verifySignature(manifest, keys, where);
  if (!warned) console.warn('THIS WORKER SERVES UNSIGNED MODELS: UNSIGNED_MODELS is "accept". Not for production.');
  warned = true;
}
