import { isColumnBatch } from '../../definitions/columnBatch.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { WriteEvent, WriteSource, Written } from '../write.ts';
import type { WriteMode } from '../writeMode.ts';
import type { Report } from './reportedChange.ts';
import type { EmitEntity } from './reporting.ts';

/** What is written where. */
export interface Writing {
  readonly entity: Entity;
  readonly source: WriteSource;
  readonly mode: WriteMode;
}

/** How a write is told: each mode has signals of its own. */
export type WriteReport = Omit<Report<WriteEvent, Written>, 'isResult'>;

/** How a write in its mode is told. */
export function writeReport(writing: Writing, emit: EmitEntity): WriteReport {
  switch (writing.mode.mode) {
    case 'append':
      return appendReport(writing, emit);
    case 'overwrite':
    case 'replace':
      return overwriteReport(writing, emit);
    case 'merge':
    case 'scd2':
      return mergeReport(writing, emit);
  }
}

function appendReport({ entity, source }: Writing, emit: EmitEntity): WriteReport {
  const { id: entityId, name: entityName } = entity;
  return {
    before: () =>
      emit('entity.before_append', () => {
        const rowCount = rowsIn(source);
        return { entityId, entityName, ...(rowCount === undefined ? {} : { rowCount }) };
      }),
    after: (written, durationSeconds) =>
      emit('entity.after_append', () => {
        const { rowsWritten: rowsAppended, ...rest } = toldOf(written);
        return { entityId, entityName, rowsAppended, durationSeconds, ...rest };
      }),
    failed: ({ error, errorType }, durationSeconds) =>
      emit('entity.append_failed', () => ({ entityId, entityName, error, errorType, durationSeconds })),
  };
}

function overwriteReport({ entity, mode: { mode } }: Writing, emit: EmitEntity): WriteReport {
  const { id: entityId, name: entityName } = entity;
  return {
    before: () => emit('entity.before_write', () => ({ entityId, entityName, mode })),
    after: (written, durationSeconds) =>
      emit('entity.after_write', () => ({
        entityId,
        entityName,
        mode,
        durationSeconds,
        ...toldOf(written),
      })),
    failed: ({ error, errorType }, durationSeconds) =>
      emit('entity.write_failed', () => ({
        entityId,
        entityName,
        mode,
        error,
        errorType,
        durationSeconds,
      })),
  };
}

function mergeReport(
  { entity, source, mode: { mode: operation } }: Writing,
  emit: EmitEntity,
): WriteReport {
  const { id: entityId, name: entityName, keys: mergeKeys } = entity;
  const merge = { entityId, entityName, mergeKeys };
  return {
    before: () =>
      emit('entity.before_merge', () => {
        const sourceRowCount = rowsIn(source);
        return { operation, ...merge, ...(sourceRowCount === undefined ? {} : { sourceRowCount }) };
      }),
    after: (written, durationSeconds) =>
      emit('entity.after_merge', () => ({ durationSeconds, ...merge, ...countsOf(written) })),
    failed: (failure, durationSeconds) =>
      emit('entity.merge_failed', () => ({ durationSeconds, ...merge, ...failure })),
  };
}

/** How many rows a write took, which is none where it was done before. */
const toldOf = ({ repeated, rowsWritten }: Written) =>
  repeated ? { rowsWritten: 0, repeated } : { rowsWritten };

/** What a merge did, which is nothing where it was done before. */
function countsOf({ repeated, inserted = UNKNOWN, updated = UNKNOWN, deleted = UNKNOWN }: Written) {
  if (repeated) return { rowsInserted: 0, rowsUpdated: 0, rowsDeleted: 0, repeated };
  return { rowsInserted: inserted, rowsUpdated: updated, rowsDeleted: deleted };
}

/** What a merge did, where its engine cannot say it; no number would be true. */
const UNKNOWN = Number.NaN;

/** How many rows a source has, where that can be told without taking any. */
function rowsIn(source: WriteSource): number | undefined {
  if (!Array.isArray(source)) return undefined;
  const lengths: readonly number[] = source.map(lengthOf);
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  return Number.isNaN(rows) ? undefined : rows;
}

function lengthOf(batch: unknown): number {
  if (isColumnBatch(batch)) return batch.rowCount;
  return Array.isArray(batch) ? batch.length : Number.NaN;
}
