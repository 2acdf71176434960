// `GET /v1/encoder`: what makes the features of pictures for the deployed model.
import { type EncoderResponse, encoderResponse } from '@curatornet/shared/api-pictures.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import { withStorage } from '../storage/available.ts';
import { inputInForce } from '../storage/items.ts';

export const encoderOperation = operation({
  method: 'get',
  path: '/v1/encoder',
  policy: 'storefront',
  summary: "Get the encoder of the deployed model, which makes pictures' features",
  answer: encoderResponse,
  problems: ['no-model', 'unavailable'],
  example: {
    answer: {
      model: '2c28e1f8b4ba382f',
      features: 496,
      encoder: {
        id: '5d41402abc4b2a76',
        network: 'engineered visual features, version 1',
        preprocessing: 'the whole picture',
        features: 496,
      },
    },
  },
});

export function encoderRoute(app: Hono<App>): void {
  route(app, encoderOperation, async (c) => {
    const input = await withStorage(() => inputInForce(c.env.DB));
    if (!input) throw new RequestError('no-model');
    return c.json(input satisfies EncoderResponse);
  });
}
