// How a picture becomes the input of a network: size, crop, range, mean and order of the channels. encoder.json beside the
// network or a preset says so; the documentation of the network has the values. Wrong ones give plausible but worse features.
import { InputError } from '@curatornet/shared/errors.ts';
import '@curatornet/shared/issues.ts';
import { z } from 'zod';
import { MOST_SIDE } from './networks/input.ts';

/** The name of the file beside the network. */
export const ENCODER_FILE = 'encoder.json';
/** The side of inputs, if neither the network nor encoder.json names another. */
const DEFAULT_SIDE = 224;

const side = z.int().min(8).max(MOST_SIDE);
const threeNumbers = z.array(z.number().min(-1e3).max(1e3)).length(3);

const common = {
  /** The side of the square input, in pixels. */
  size: side.optional(),
  /** With `crop`: the length of the shorter side before the centre is cropped. */
  resize: side.optional(),
  /** `crop` takes the centre square; `stretch` scales the whole picture to a square. */
  fit: z.enum(['crop', 'stretch']),
  filter: z.enum(['linear', 'cubic', 'lanczos3']),
  /** Bytes are scaled to 0 to `range`; then `mean` is subtracted, and the result is divided by `deviation`. */
  range: z.union([z.literal(1), z.literal(255)]),
  mean: threeNumbers,
  deviation: threeNumbers.refine((values) => values.every((value) => value > 0), { error: 'must be above 0' }),
  /** The order of channels, also that of `mean` and `deviation`. */
  channels: z.enum(['rgb', 'bgr']),
  /** The order of the input's axes, if the shape of the input does not tell. */
  layout: z.enum(['nchw', 'nhwc']).optional(),
  /** The name of the output, if the network has several; of a TensorFlow.js network also a node or a layer within. */
  output: z.string().min(1).max(256).optional(),
  /** Of an output with features of each part of the picture: their mean, or those of the first, the class token. */
  pooling: z.enum(['mean', 'first']),
};
const fileSchema = z.strictObject(common).partial().extend({ preset: z.string().optional() });
type Settings = z.infer<z.ZodObject<typeof common>>;

const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
const HALF = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };
const RAW = { mean: [0, 0, 0], deviation: [1, 1, 1] };
/** The usual crop of ImageNet networks: 224 of 256 pixels. */
const MARGIN = 256 / 224;
const base = { fit: 'crop', filter: 'linear', range: 1, channels: 'rgb', pooling: 'mean', margin: MARGIN } as const;

/** `margin`: the shorter side before cropping, as a multiple of the size. */
type Preset = Omit<Settings, 'size' | 'resize' | 'layout' | 'output'> & { margin: number };
export const PRESETS: Record<string, Preset> = {
  /** torchvision: ResNet, ConvNeXt, ViT. */
  torch: { ...base, ...IMAGENET },
  /** BGR minus the ImageNet means: Keras's ResNet50. */
  caffe: { ...base, ...RAW, range: 255, channels: 'bgr', mean: [103.939, 116.779, 123.68] },
  /** -1 to 1: Keras's ResNet50V2, MobileNet, Inception. */
  tf: { ...base, ...HALF },
  clip: {
    ...base,
    filter: 'cubic',
    margin: 1,
    mean: [0.48145466, 0.4578275, 0.40821073],
    deviation: [0.26862954, 0.26130258, 0.27577711],
  },
  siglip: { ...base, ...HALF, filter: 'cubic', fit: 'stretch', margin: 1 },
  dinov2: { ...base, ...IMAGENET, filter: 'cubic', pooling: 'first' },
  /** 0 to 1. */
  unit: { ...base, ...RAW },
  /** 0 to 255. */
  bytes: { ...base, ...RAW, range: 255 },
};

export interface Preprocessing extends Settings {
  size: number;
  resize: number;
}

/** What the user says about the input, before the shape of the network's input is known. */
export type Wanted = Partial<Settings> & { margin: number } & Preset;

const NAMES = Object.keys(PRESETS).join(', ');

function presetOf(name: string, where?: string): Preset {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name];
  throw new InputError('usage', `unknown preprocessing '${name}'`, { where, how: `name one of: ${NAMES}` });
}

/**
 * Reads what the user says about the input.
 * @param file the content of encoder.json, if it exists
 * @param preset the name of --preprocessing; it takes the place of the preset in the file
 * @throws InputError `malformed` for an invalid file, `usage` for an unknown preset, `missing` if nothing says it
 */
export function readPreprocessing(file: Uint8Array | undefined, where: string, preset: string | undefined): Wanted {
  const said = file ? parseFile(file, where) : {};
  const name = preset ?? said.preset;
  const { preset: _, ...own } = said;
  if (name !== undefined) return { ...presetOf(name, preset === undefined ? where : undefined), ...own };
  const missing = (['range', 'mean', 'deviation'] as const).filter((key) => own[key] === undefined);
  if (missing.length > 0)
    throw new InputError('missing', `nothing says how pictures become the input of the network`, {
      where,
      how: `name a preset with --preprocessing (${NAMES}), or write this file with ${missing.join(', ')}`,
    });
  return { ...base, ...RAW, ...own };
}

function parseFile(bytes: Uint8Array, where: string): z.infer<typeof fileSchema> {
  const how = 'see trainer/docs/your-data.md for its fields';
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InputError('malformed', 'is not JSON', { where, how, cause });
  }
  const parsed = fileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new InputError('malformed', [path.join('.'), message].filter(Boolean).join(': '), { where, how });
}

/** The preprocessing for a network whose input has the side `fixed`, or any side. */
export function completed({ margin, ...wanted }: Wanted, fixed: number | undefined): Preprocessing {
  const size = wanted.size ?? fixed ?? DEFAULT_SIDE;
  return { ...wanted, size, resize: Math.max(size, wanted.resize ?? Math.round(size * margin)) };
}

/** The preprocessing in words; two that differ in any number differ in their words. */
export function describePreprocessing(p: Preprocessing): string {
  const crop = p.fit === 'stretch' ? `stretched to ${p.size}` : `${p.size} of ${p.resize}`;
  const numbers = `${p.channels} 0 to ${p.range} minus ${p.mean.join(' ')} by ${p.deviation.join(' ')}`;
  const output = `${p.output === undefined ? '' : `output ${p.output}, `}${p.pooling}`;
  return `${crop} pixels, ${p.filter}, ${numbers}, ${output}`;
}

/** Writes the pixels of a picture, [size, size, 3] bytes, as input at the start of `out`. */
export function toInput(rgb: Uint8Array, p: Preprocessing, layout: 'nchw' | 'nhwc', out: Float32Array): void {
  const pixels = rgb.length / 3;
  const [pixel, plane] = layout === 'nhwc' ? [3, 1] : [1, pixels];
  for (let c = 0; c < 3; c++) {
    const from = p.channels === 'bgr' ? 2 - c : c;
    const scale = p.range / 255 / p.deviation[c];
    const shift = p.mean[c] / p.deviation[c];
    for (let i = 0; i < pixels; i++) out[i * pixel + c * plane] = rgb[3 * i + from] * scale - shift;
  }
}
