import type { Observable } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Ensured } from '../engine.ts';
import { type Report, reportedChange } from './reportedChange.ts';
import type { Reporting } from './reporting.ts';

/** Tells of how a table is made sure of. */
export function reportedEnsure(
  ensure$: Observable<Ensured>,
  { id: entityId, name: entityName }: Entity,
  reporting: Reporting,
): Observable<Ensured> {
  const { emit } = reporting;
  const report: Report<Ensured> = {
    before: () => emit('entity.before_ensure_table', () => ({ entityId, entityName })),
    isResult: (value): value is Ensured => true,
    after: ({ existed, created }, durationSeconds) => {
      const tableExists = existed || created;
      emit('entity.after_ensure_table', () => ({
        entityId,
        entityName,
        tableExists,
        created,
        durationSeconds,
      }));
    },
    failed: ({ error, errorType }, durationSeconds) =>
      emit('entity.ensure_failed', () => ({ entityId, entityName, error, errorType, durationSeconds })),
  };
  return reportedChange(ensure$, report, reporting);
}
