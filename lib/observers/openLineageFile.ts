import { defer, EMPTY } from 'rxjs';
import { auditFile } from './auditFile.ts';
import type { OpenLineageSink } from './openLineage.ts';

/**
 * Appends events to a file, one JSON object a line; it is made where there is none, its folder is not. Each event is
 * with the operating system when it was taken, and the file is open for no longer than that.
 */
export function openLineageFile(path: string): OpenLineageSink {
  return (event) =>
    defer(() => {
      const file = auditFile(path, { durable: false });
      try {
        file.append(JSON.stringify(event));
      } finally {
        file.close();
      }
      return EMPTY;
    });
}
