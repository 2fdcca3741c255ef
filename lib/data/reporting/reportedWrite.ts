import type { Observable } from 'rxjs';
import type { WriteEvent, Written } from '../write.ts';
import { ensuredReport } from './ensuredReport.ts';
import { type Report, reportedChange } from './reportedChange.ts';
import type { Reporting } from './reporting.ts';
import { schemaChanged } from './schemaChanged.ts';
import { type Writing, writeReport } from './writeReport.ts';

/** Tells of a write, of the table that it made, of how it changed its columns, and of the version that it raised. */
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
      tellTable(writing, written, reporting);
      after(written, durationSeconds);
      tellVersion(writing, written, reporting);
    },
    failed,
  };
  return reportedChange(write$, report, reporting);
}

/** A table that is made in the step of a write begins to be made, and is there, when the write is committed. */
function tellTable({ entity }: Writing, { created, schemaChange }: Written, { emit }: Reporting): void {
  if (created === undefined) {
    schemaChanged(entity, schemaChange, emit);
    return;
  }
  const { before, after } = ensuredReport(entity, emit);
  before();
  after({ existed: !created, created, ...(schemaChange && { schemaChange }) }, 0);
}

function tellVersion({ entity, mode }: Writing, written: Written, { emit }: Reporting): void {
  const { versionBefore: oldVersion, version: newVersion, repeated } = written;
  if (repeated || oldVersion === undefined || newVersion === undefined || newVersion <= oldVersion) return;
  const { id: entityId, name: entityName } = entity;
  emit('entity.version_updated', () => ({
    entityId,
    entityName,
    oldVersion,
    newVersion,
    reason: mode.mode,
  }));
}
