// A server that answers as a test says, and notes what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll } from 'vitest';

export interface Asked {
  method: string;
  path: string;
  authorization?: string;
  bookmark?: string;
  body: unknown;
}

type Answer = (asked: Asked, response: ServerResponse, request: IncomingMessage) => unknown;

/** The requests since the last `plan`, and the address. */
export const server = { url: '', asked: [] as Asked[] };
let answers: Answer[] = [];

/** The answers to the next requests, in order; the last one is repeated. */
export function plan(...next: Answer[]): void {
  answers = next;
  server.asked = [];
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const problem = (status: number, more: object = {}, headers: Record<string, string> = {}): Answer =>
  json({ type: `urn:curatornet:problem:${status}`, title: `Problem ${status}`, status, ...more }, status, headers);

/** Accepts all events. */
export const accept: Answer = (asked, response, request) => {
  const { events } = asked.body as { events: { id: string }[] };
  const outcomes = events.map(({ id }) => ({ id, outcome: 'recorded' }));
  json({ recorded: events.length, repeated: 0, sold: [], outcomes })(asked, response, request);
};

/** Never answers. */
export const hang: Answer = () => {};

export function openServer(): void {
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { authorization, 'x-bookmark': bookmark } = request.headers as Record<string, string>;
    const body = text === '' ? undefined : JSON.parse(text);
    const asked = { method: request.method!, path: request.url!, authorization, bookmark, body };
    server.asked.push(asked);
    const answer = answers.length > 1 ? answers.shift()! : answers[0];
    answer(asked, response, request);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    server.url = `http://127.0.0.1:${(http.address() as { port: number }).port}`;
  });
  afterAll(() => {
    http.closeAllConnections();
    http.close();
  });
}
