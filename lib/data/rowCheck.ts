import { checkOrThrow } from '../codec/check.ts';
import type { Codec } from '../codec/codec.ts';
import { compileGuard } from '../codec/compileGuard.ts';
import { nearest } from '../codec/nearest.ts';
import type { Columns, Entity } from '../definitions/entity.ts';
import type { Row } from '../definitions/frame.ts';
import { isCodec } from '../definitions/schema.ts';
import { EngineError } from './engineError.ts';

/** Refuses a row that does not fit; `number` counts the rows of the source from 1. */
export type RowCheck = (row: Row, number: number) => void;

/**
 * Makes the check of the rows of an entity, for engines that see them: by the columns of its table, where
 * they are known, and by its codec, where it has one.
 */
export function rowCheck(entity: Entity, columns: Columns | undefined): RowCheck {
  const { schema } = entity;
  const checks: RowCheck[] = [];
  if (columns) checks.push(noStrangers(entity.id, columns));
  if (isCodec(schema)) checks.push(fits(entity.id, schema));
  else if (columns) checks.push(nothingMissing(entity.id, columns));
  return (row, number) => {
    for (const check of checks) check(row, number);
  };
}

/** Refuses what is no row at all, as when rows are given where batches of rows are expected. */
export function asRow(entityId: string, value: unknown, number: number): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw mismatch(entityId, number, `expected an object, got ${named(value)}`);
}

/** Refuses a name that is not among the columns. */
export function knownColumn(entityId: string, column: string, columns: Columns): void {
  if (Object.hasOwn(columns, column)) return;
  const message = `expected ${listed(columns)}, got ${column}${meant(column, columns)}`;
  throw new EngineError('schema_mismatch', `${entityId}: ${message}`, { entityId });
}

function noStrangers(entityId: string, columns: Columns): RowCheck {
  return (row, number) => {
    for (const column in row) {
      if (Object.hasOwn(columns, column) || row[column] === undefined) continue;
      throw mismatch(
        entityId,
        number,
        `expected ${listed(columns)}, got ${column}${meant(column, columns)}`,
      );
    }
  };
}

function nothingMissing(entityId: string, columns: Columns): RowCheck {
  const names = Object.keys(columns);
  return (row, number) => {
    const missing = names.find((name) => row[name] === undefined);
    if (missing === undefined) return;
    throw mismatch(entityId, number, `${missing}: expected a value or null, got nothing`);
  };
}

function fits(entityId: string, codec: Codec<unknown>): RowCheck {
  const isFit = compileGuard(codec);
  return (row, number) => {
    if (isFit(row)) return;
    throw mismatch(entityId, number, refusalOf(codec, row));
  };
}

/** What decodes but is not yet what it decodes to (a date as text) would be stored as something else. */
function refusalOf(codec: Codec<unknown>, row: Row): string {
  try {
    checkOrThrow(codec, row, 'row');
  } catch (error) {
    return (error as Error).message.replace(/^row: /, '');
  }
  return `expected a decoded ${codec.name}, got one that has still to be decoded`;
}

function mismatch(entityId: string, number: number, message: string): EngineError {
  return new EngineError('schema_mismatch', `${entityId}: row ${number}: ${message}`, { entityId });
}

const listed = (columns: Columns) => `one of the columns ${Object.keys(columns).join(', ')}`;

function meant(column: string, columns: Columns): string {
  const found = nearest(column, Object.keys(columns));
  return found === undefined ? '' : `; did you mean ${found}?`;
}

function named(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return value === null ? 'null' : typeof value;
}
