import { EMPTY } from 'rxjs';
import type { Engine } from './engine.ts';

/**
 * An engine that does some things in a way of its own, and leaves all else to another. What is inside of a
 * transaction is the other's, unless `transaction` is among what it does itself.
 */
export const engineOver = (engine: Engine, own: Partial<Engine>): Engine => ({
  name: engine.name,
  capabilities: engine.capabilities,
  ...(engine.files ? { files: engine.files } : {}),
  read: (entity, slice) => engine.read(entity, slice),
  query: (query) => engine.query(query),
  write: (entity, source, mode, options) => engine.write(entity, source, mode, options),
  ensure: (entity) => engine.ensure(entity),
  drop: (entity) => engine.drop(entity),
  schema: (entity) => engine.schema(entity),
  versions: (entityIds) => engine.versions(entityIds),
  estimateSize: (entityId) => engine.estimateSize(entityId),
  history: (query) => engine.history(query),
  prune: (before) => engine.prune(before),
  notes: (scope, keys) => engine.notes(scope, keys),
  note: (scope, notes) => engine.note(scope, notes),
  ...(engine.makeReady ? { makeReady: (entityIds) => engine.makeReady?.(entityIds) ?? EMPTY } : {}),
  transaction: (work) => engine.transaction(work),
  close: () => engine.close(),
  ...own,
});
