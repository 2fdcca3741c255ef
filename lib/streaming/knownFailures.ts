import type { FailureRow } from './failureRow.ts';
import { codeFailures } from './failures/codeFailures.ts';
import { deltaFailures } from './failures/deltaFailures.ts';
import { duckdbFailures } from './failures/duckdbFailures.ts';
import { httpFailures } from './failures/httpFailures.ts';
import { kafkaFailures } from './failures/kafkaFailures.ts';
import { machineFailures } from './failures/machineFailures.ts';
import { networkFailures } from './failures/networkFailures.ts';
import { ownFailures } from './failures/ownFailures.ts';
import { sparkFailures } from './failures/sparkFailures.ts';
import { sqlFailures } from './failures/sqlFailures.ts';

/** What is known of failures, the more telling rows before the more general ones. */
export const knownFailures: readonly FailureRow[] = [
  ...ownFailures,
  ...deltaFailures,
  ...sparkFailures,
  ...kafkaFailures,
  ...duckdbFailures,
  ...networkFailures,
  ...httpFailures,
  ...machineFailures,
  ...sqlFailures,
  ...codeFailures,
];
