// The schemas of requests and responses about pictures and the encoder that makes features of them.
import { z } from 'zod';
import { encoderId } from './api.ts';
import { encoderSchema } from './bundle.ts';
import { features, id, pixels, text } from './limits.ts';
import { MAX_LIMIT } from './rails-config.ts';

/** `GET /v1/encoder` */
export const encoderResponse = z.object({
  model: z.string().meta({ description: 'The version of the champion.' }),
  features: z.int().meta({ description: 'The length of the feature vectors that it takes.' }),
  encoder: encoderSchema
    .nullable()
    .meta({ description: 'What makes the features of pictures; null if the model does not name it.' }),
});
export type EncoderResponse = z.infer<typeof encoderResponse>;

/** The formats of pictures that can be uploaded. */
export const PICTURE_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/tiff',
  'image/avif',
] as const;
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a sha256 in hexadecimal')
  .meta({ description: 'The sha256 of the picture.', example: 'f'.repeat(64) });
const failure = text(1, 300);

/** `PUT /v1/items/{id}/picture`, and an entry of `GET /v1/pictures`. */
export const pictureResponse = z.object({
  item: id,
  digest,
  type: z.enum(PICTURE_TYPES),
  bytes: z.int(),
  at: z.int().meta({ description: 'The time of the upload, in seconds since 1970.' }),
  state: z.enum(['pending', 'encoded', 'failed']).meta({
    description:
      '`pending`: an encoder has to compute the features. `encoded`: the item has them. `failed`: no more attempts are made; upload the picture again to start anew.',
  }),
  attempts: z.int().meta({ description: 'The number of failed attempts.' }),
  failure: failure.nullable().meta({ description: 'Why the last attempt failed.' }),
});
export type PictureResponse = z.infer<typeof pictureResponse>;

/** `GET /v1/items/{id}/picture?digest=DIGEST` */
export const pictureQuery = z.strictObject({
  digest: digest.optional().meta({
    description: 'The sha256 of the picture, so that caches may keep the answer for good.',
    example: 'f'.repeat(64),
  }),
});

/** `GET /v1/pictures?state=pending&limit=100` */
export const picturesQuery = z.strictObject({
  state: z
    .enum(['pending', 'failed'])
    .default('pending')
    .meta({ description: '`pending`: those that an encoder has to try now, the earliest first.' }),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'not a number')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_LIMIT))
    .default(MAX_LIMIT)
    .meta({ description: `The largest number of pictures, 1 to ${MAX_LIMIT}.`, example: 100 }),
});
export const picturesResponse = z.object({
  encoder: encoderSchema.nullable().meta({ description: "The encoder of the champion's features; null if unknown." }),
  pictures: z.array(pictureResponse),
});
export type PicturesResponse = z.infer<typeof picturesResponse>;

/** `PUT /v1/items/{id}/picture/features` */
export const pictureFeaturesBody = z.strictObject({
  digest,
  encoder: encoderId.meta({ description: 'The id of the encoder that made the features.' }),
  features,
  width: pixels.optional(),
  height: pixels.optional(),
});

/** `POST /v1/items/{id}/picture/failures` */
export const pictureFailureBody = z.strictObject({
  digest,
  reason: failure.meta({ description: 'Why the picture could not be encoded.', example: 'is not a JPEG file' }),
  final: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether another attempt would fail as well, because the file itself is wrong.' }),
});
