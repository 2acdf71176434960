// hono's context of a request: the worker's bindings, and variables that middlewares and handlers set.
import type { RailId } from '@curatornet/shared/rails-config.ts';
import type { Environment } from './environment.ts';

/** What the request log records about an answer. */
export interface AnswerLog {
  model: string;
  /** The length of the visitor's history. */
  history: number;
  /** The number of items for sale. */
  candidates: number;
  degraded: boolean;
}

export interface App {
  Bindings: Environment;
  Variables: {
    /** X-Request-Id. */
    requestId: string;
    /** How long the request has waited for D1 or a relay, in milliseconds. */
    waited?: number;
    /** The path of the operation. */
    route?: string;
    /** The name of the key that the caller sent. */
    key?: string;
    /** The user whose token the caller sent. */
    subject?: string;
    answerLog?: AnswerLog;
    /** The rails of the answer, and the events that it recorded: for counting. */
    rails?: readonly RailId[];
    events?: readonly { kind: string; outcome: string }[];
  };
}
