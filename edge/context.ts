// What every request carries: the worker's bindings, and what middlewares and handlers note about the request.
import type { Environment } from './environment.ts';

/** What an answer was made from. */
export interface AnswerLog {
  model: string;
  /** Items of the visitor's history. */
  history: number;
  /** Items that were for sale. */
  candidates: number;
  degraded: boolean;
}

export interface App {
  Bindings: Environment;
  Variables: {
    /** Names the request: X-Request-Id. */
    requestId: string;
    /** Milliseconds that it has waited for D1 or a relay. */
    waited?: number;
    /** The path of the route in the contract. */
    route?: string;
    /** The name of the key that opened the route. */
    key?: string;
    /** The user whose token opened it. */
    subject?: string;
    /** What is logged of the answer. */
    answerLog?: AnswerLog;
  };
}
