// `GET /docs`: /openapi.json as a page for people. It runs no script, and loads nothing.
import type { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { z } from 'zod';
import type { ApiDocument } from '../api-page/document.ts';
import { STYLE } from '../api-page/style.ts';
import type { App } from '../context.ts';
import { describe } from '../contract/describe.ts';
import { type Operation, operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { SECURITY_HEADERS } from '../http/response-defaults.ts';

export const docsOperation = operation({
  method: 'get',
  path: '/docs',
  policy: 'anyone',
  summary: 'This description as a page',
  media: 'text/html',
  answer: z.string(),
  problems: [],
  example: { answer: '<!doctype html>' },
});

/** The style in the page, as a content security policy names it. */
async function digestOf(style: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)));
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`;
}

/**
 * @param operations all of the API's
 * @param write the page of a document, for the worker's own origin. Node reads no .tsx, and the contract is read there, too
 */
export function docs(
  app: Hono<App>,
  operations: readonly Operation[],
  write: (document: ApiDocument, origin: string) => string,
): void {
  let made: { origin: string; page: string; headers: ReturnType<typeof secureHeaders> } | undefined;
  route(app, docsOperation, async (c) => {
    const { origin } = new URL(c.req.url);
    if (made?.origin !== origin) {
      const page = write(describe(operations) as ApiDocument, origin);
      const contentSecurityPolicy = {
        defaultSrc: ["'none'"],
        styleSrc: [await digestOf(STYLE)],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      };
      made = { origin, page, headers: secureHeaders({ ...SECURITY_HEADERS, contentSecurityPolicy }) };
    }
    const { page, headers } = made;
    await headers(c, async () => {});
    return c.html(page, 200, { 'cache-control': 'public, max-age=60' });
  });
}
