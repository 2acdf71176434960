// Messages of validation errors in our own words, for every schema of shared, trainer and worker. A message completes a
// sentence that starts with the name of the field: `price must be at least 0`.
import { z } from 'zod';

const TYPES: Record<string, string> = {
  string: 'a string',
  number: 'a finite number',
  nan: 'a finite number',
  int: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  null: 'null',
};
const FORMATS: Record<string, string> = { datetime: 'a date and time in ISO 8601' };
const UNITS: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
};

/** For example `must be at most 10`, `must have at least 1 entry`. */
function bound(
  origin: string,
  comparison: 'at least' | 'at most',
  limit: number | bigint,
  inclusive?: boolean,
): string {
  const unit = UNITS[origin];
  if (unit) return `must have ${comparison} ${limit} ${unit[Number(limit) === 1 ? 0 : 1]}`;
  if (inclusive === false) return `must be ${comparison === 'at least' ? 'above' : 'below'} ${limit}`;
  return `must be ${comparison} ${limit}`;
}

function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return bound(issue.origin, 'at most', issue.maximum, issue.inclusive);
    case 'too_small':
      return bound(issue.origin, 'at least', issue.minimum, issue.inclusive);
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of: ' : ''}${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `has ${issue.keys.length > 1 ? 'unknown keys' : 'the unknown key'} ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_union':
      return 'has a value of the wrong type';
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'in another format'}`;
  }
  return undefined;
}

z.config({ customError: inWords });
