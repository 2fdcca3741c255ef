import * as t from 'io-ts';

/** A signal as it is kept: its envelope, and beside it the fields of its payload without secrets. */
export interface AuditRecord {
  readonly signal: string;
  readonly sequence: number;
  readonly timestamp: string;
  readonly operationId: string;
  readonly causedBy?: number;
  readonly [field: string]: unknown;
}

/** Whether a value from outside is a record. */
export const isAuditRecord = (value: unknown): value is AuditRecord =>
  typeof value === 'object' && !Array.isArray(value) && envelope.is(value);

const envelope = t.intersection([
  t.type({ signal: t.string, sequence: t.number, timestamp: t.string, operationId: t.string }),
  t.partial({ causedBy: t.number }),
]);
