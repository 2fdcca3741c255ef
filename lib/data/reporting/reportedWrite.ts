import type { Observable } from 'rxjs';
import type { WriteEvent, Written } from '../write.ts';
import { type Report, reportedChange } from './reportedChange.ts';
import type { Reporting } from './reporting.ts';
import { type Writing, writeReport } from './writeReport.ts';

/** Tells of a write, and of the version that it raised. */
export function reportedWrite(
  write$: Observable<WriteEvent>,
  writing: Writing,
  reporting: Reporting,
): Observable<WriteEvent> {
  const { before, after, failed } = writeReport(writing, reporting.emit);
  const report: Report<WriteEvent, Written> = {
    before,
    isResult: (event) => event.kind === 'written',
    after: (written, durationSeconds) => {
      after(written, durationSeconds);
      tellVersion(writing, written, reporting);
    },
    failed,
  };
  return reportedChange(write$, report, reporting);
}

function tellVersion({ entity, mode }: Writing, written: Written, { emit }: Reporting): void {
  const { versionBefore: oldVersion, version: newVersion } = written;
  if (oldVersion === undefined || newVersion === undefined || newVersion <= oldVersion) return;
  const { id: entityId, name: entityName } = entity;
  emit('entity.version_updated', () => ({
    entityId,
    entityName,
    oldVersion,
    newVersion,
    reason: mode.mode,
  }));
}
