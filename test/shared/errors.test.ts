// InputError: message, code, fix and cause.
import { expect, it } from 'vitest';
import { InputError } from '../../shared/errors.ts';

it('has a message with place and problem, a fix, and its cause', () => {
  const cause = new SyntaxError('that');
  const error = new InputError('malformed', 'is not JSON', { where: 'items.json', how: 'make it again', cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'InputError',
    code: 'malformed',
    message: 'items.json: is not JSON',
    where: 'items.json',
    how: 'make it again',
    cause,
  });
  expect(`${error}`).toBe('InputError: items.json: is not JSON');
});

it('may have no place', () => {
  const error = new InputError('usage', 'there is no setting x');
  expect(error).toMatchObject({ code: 'usage', message: 'there is no setting x', where: undefined, how: undefined });
  expect(error.cause).toBeUndefined();
});
