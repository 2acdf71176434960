// Every operation of the API, in the order in which they are described.
import { healthOperation } from '../routes/health.ts';
import { railsOperations } from '../routes/rails.ts';
import { similarOperation } from '../routes/similar.ts';

export const OPERATIONS = [...railsOperations, similarOperation, healthOperation] as const;
