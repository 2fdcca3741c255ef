import type { Entity } from '../../definitions/entity.ts';
import type { Ensured } from '../engine.ts';
import type { Report } from './reportedChange.ts';
import type { EmitEntity } from './reporting.ts';
import { schemaChanged } from './schemaChanged.ts';

/** How it is told that a table is made sure of. */
export function ensuredReport(entity: Entity, emit: EmitEntity): Report<Ensured> {
  const { id: entityId, name: entityName } = entity;
  return {
    before: () => emit('entity.before_ensure_table', () => ({ entityId, entityName })),
    isResult: (value): value is Ensured => true,
    after: ({ existed, created, schemaChange }, durationSeconds) => {
      const tableExists = existed || created;
      emit('entity.after_ensure_table', () => ({
        entityId,
        entityName,
        tableExists,
        created,
        durationSeconds,
      }));
      schemaChanged(entity, schemaChange, emit);
    },
    failed: ({ error, errorType }, durationSeconds) =>
      emit('entity.ensure_failed', () => ({ entityId, entityName, error, errorType, durationSeconds })),
  };
}
