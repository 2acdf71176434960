// The identity of an encoder: a bundle's manifest names it, and the worker compares the id of features that are sent.
import { type Encoder, sha256Hex } from './bundle.ts';
import { VISUAL_SIZE, VISUAL_VERSION } from './visual/visual.ts';

/** Adds the id: the first 16 digits of the sha256 of the other fields. */
export async function withEncoderId(about: Omit<Encoder, 'id'>): Promise<Encoder> {
  const { network, preprocessing, features } = about;
  const text = JSON.stringify([network, preprocessing, features]);
  return { id: (await sha256Hex(new TextEncoder().encode(text))).slice(0, 16), network, preprocessing, features };
}

/** The encoder of engineered visual features. */
export const visualEncoder = (): Promise<Encoder> =>
  withEncoderId({
    network: `engineered visual features, version ${VISUAL_VERSION}`,
    preprocessing: 'the whole picture',
    features: VISUAL_SIZE,
  });
