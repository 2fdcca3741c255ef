import { defer, filter, finalize, map } from 'rxjs';
import { decidedOnce } from '../signals/decidedOnce.ts';
import { type OutgoingOptions, outgoing } from '../signals/outgoing.ts';
import { matcher } from '../signals/patterns.ts';
import type { SignalObserver } from '../signals/signals.ts';
import { auditFile } from './auditFile.ts';
import type { AuditRecord } from './auditRecord.ts';

export interface AuditOptions extends OutgoingOptions {
  /** The file to append to; it is made where there is none, its folder is not. */
  path: string;
  /** Which signals to keep: names, aliases and patterns in which `*` is any text. @default '*' */
  select?: string | readonly string[];
  /** Whether to wait for the disk after each record, so that not even a loss of power loses one. @default false */
  durable?: boolean;
}

/**
 * Keeps signals in a file, one JSON record a line, without secrets; `readAudit` reads it back.
 *
 * A record that was emitted is with the operating system and outlives the process, however that ends. A line
 * cut short by a crash stays a line of its own, and is not taken for a record. Several processes may append
 * to one file. The file is written to at once and without a queue, so everybody waits for a slow disk.
 *
 * - emits each record once it is written
 * - completes when the source completes
 * - errors with an `AuditFileError` that names the path when the file cannot be opened or written, and
 *   when the source errors
 * - on subscribe, opens the file; on unsubscribe, and however else it ends, closes it
 */
export function audit({
  path,
  select = '*',
  durable = false,
  ...options
}: AuditOptions): SignalObserver<AuditRecord> {
  const isSelected = selector(typeof select === 'string' ? [select] : select);
  return (all$) =>
    defer(() => {
      const file = auditFile(path, { durable });
      return all$.pipe(
        filter(({ name }) => isSelected(name)),
        map((event) => {
          const record = outgoing(event, options) as AuditRecord;
          file.append(JSON.stringify(record));
          return record;
        }),
        finalize(() => file.close()),
      );
    });
}

function selector(patterns: readonly string[]): (name: string) => boolean {
  const matchers = patterns.map(matcher);
  return decidedOnce((name) => matchers.some((matches) => matches(name)));
}
