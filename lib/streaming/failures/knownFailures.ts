import { codeFailures } from './codeFailures.ts';
import { deltaFailures } from './deltaFailures.ts';
import { duckdbFailures } from './duckdbFailures.ts';
import type { FailureRow } from './failureRow.ts';
import { httpFailures } from './httpFailures.ts';
import { kafkaFailures } from './kafkaFailures.ts';
import { machineFailures } from './machineFailures.ts';
import { networkFailures } from './networkFailures.ts';
import { ownFailures } from './ownFailures.ts';
import { sparkFailures } from './sparkFailures.ts';
import { sqlFailures } from './sqlFailures.ts';

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
