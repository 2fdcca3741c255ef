import { type Observable, throwError } from 'rxjs';
import type { Entity } from '../definitions/entity.ts';
import { EngineError } from './engineError.ts';

/** Refuses to change an entity whose rows are in files; nothing where they live in the engine. */
export function refuseFiles(
  { id: entityId, files }: Entity,
  change: string,
): Observable<never> | undefined {
  if (!files) return undefined;
  const message = `${entityId}: expected an entity whose rows live in the engine to ${change}, got one whose rows are in files, which nobody writes to`;
  return throwError(() => new EngineError('invalid', message, { entityId }));
}
