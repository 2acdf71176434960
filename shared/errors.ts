// Errors caused by the user's input, as a closed list of codes. Any other exception is an internal error.

/** The kind of error: a stable code for programs; the message is for people. */
export type ErrorCode =
  | 'usage' // an unknown argument or setting, or a value out of bounds
  | 'missing' // a required file, folder or binding does not exist
  | 'exists' // something exists that must not be overwritten without being asked
  | 'malformed' // a file is not in its format
  | 'invalid' // well-formed, but with an impossible value
  | 'mismatch'; // two things that must agree do not

/**
 * An error in the user's input: what happened, where, and how to fix it.
 * The command line exits with status 2, the worker answers with a problem document.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly code: ErrorCode;
  readonly where?: string;
  readonly how?: string;

  constructor(code: ErrorCode, what: string, at: { where?: string; how?: string; cause?: unknown } = {}) {
    super(at.where ? `${at.where}: ${what}` : what, { cause: at.cause });
    this.code = code;
    this.where = at.where;
    this.how = at.how;
  }
}
