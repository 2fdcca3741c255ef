import { throwError } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import { type Frame, frameBrand } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';

/** A frame of an entity whose rows are in files, of which nothing is read in memory. */
export function unreadableFiles({ id: entityId }: Entity): Frame {
  const message = `${entityId}: expected an entity whose rows live in the engine, got one whose rows are in files; an engine that reads files does, such as duckdb`;
  const refused = () => throwError(() => new EngineError('unsupported', message, { entityId }));
  return { [frameBrand]: true, entityId, columns: refused, rows: refused, batches: refused };
}
