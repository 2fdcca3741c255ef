import { isRecord } from '../../definitions/optionProblems.ts';

/** What a streaming query says of a batch; engines that do not know a rate leave it out. */
export interface QueryProgress {
  readonly batchId: number;
  /** None where the query looked for rows and found none. */
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  readonly durationMs?: number;
}

/** Whether a value says at least what every progress says. */
export const isQueryProgress = (value: unknown): value is QueryProgress =>
  isRecord(value) && typeof value['batchId'] === 'number' && typeof value['numInputRows'] === 'number';
