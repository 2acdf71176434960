// The mistakes that a caller can make, as a closed list. Whatever is not one of these is a fault of the program.

/** What kind of mistake it was: stable, for programs; the message is for people. */
export type ErrorCode =
  | 'usage' // an argument or a setting that does not exist or has no such value
  | 'missing' // a file, folder or binding that should be there
  | 'exists' // something in the way that is not overwritten unasked
  | 'malformed' // a file whose bytes are not what its name says
  | 'invalid' // well-formed, but a value in it cannot be right
  | 'mismatch'; // two things that should agree and do not

/**
 * A mistake of the caller: what happened, where, and how to mend it.
 * The command line turns it into exit status 2, the worker into a problem document.
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
