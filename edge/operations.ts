// All operations of the API, in the order of the documentation.
import { attributionOperations } from './routes/attribution.ts';
import { bulkOperations } from './routes/bulk.ts';
import { docsOperation } from './routes/docs.ts';
import { encoderOperation } from './routes/encoder.ts';
import { eventsOperation } from './routes/events.ts';
import { experimentsOperations } from './routes/experiments.ts';
import { exportOperation } from './routes/export.ts';
import { healthOperation } from './routes/health.ts';
import { itemsOperations } from './routes/items.ts';
import { metricsOperation } from './routes/metrics.ts';
import { modelFileOperations } from './routes/model-files.ts';
import { modelsOperations } from './routes/models.ts';
import { openapiOperation } from './routes/openapi.ts';
import { orphansOperations } from './routes/orphans.ts';
import { picturesOperations } from './routes/pictures.ts';
import { railsOperations } from './routes/rails.ts';
import { railsConfigOperations } from './routes/rails-config.ts';
import { similarOperations } from './routes/similar.ts';
import { usersOperations } from './routes/users.ts';

export const OPERATIONS = [
  ...railsOperations,
  ...railsConfigOperations,
  ...experimentsOperations,
  ...similarOperations,
  eventsOperation,
  ...itemsOperations,
  ...picturesOperations,
  encoderOperation,
  ...bulkOperations,
  ...usersOperations,
  ...orphansOperations,
  exportOperation,
  ...attributionOperations,
  ...modelsOperations,
  ...modelFileOperations,
  healthOperation,
  metricsOperation,
  openapiOperation,
  docsOperation,
] as const;
