import type { Observable } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Ensured } from '../engine.ts';
import { ensuredReport } from './ensuredReport.ts';
import { reportedChange } from './reportedChange.ts';
import type { Reporting } from './reporting.ts';

/** Tells of how a table is made sure of. */
export function reportedEnsure(
  ensure$: Observable<Ensured>,
  entity: Entity,
  reporting: Reporting,
): Observable<Ensured> {
  return reportedChange(ensure$, ensuredReport(entity, reporting.emit), reporting);
}
