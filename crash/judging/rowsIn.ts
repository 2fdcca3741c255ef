import type { Engine, Entity, Row } from 'rekindle';
import { firstValueFrom, toArray } from 'rxjs';

/** The rows of an entity with some of its columns, in order; none where it has no table. */
export async function rowsIn(
  engine: Engine,
  entity: Entity,
  columns: readonly string[],
): Promise<readonly Row[]> {
  const versions = await firstValueFrom(engine.versions([entity.id]));
  if (!versions.has(entity.id)) return [];
  const batches = await firstValueFrom(engine.read(entity).rows().pipe(toArray()));
  return sorted(
    batches.flat().map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))),
  );
}

/** In the order of their texts. */
export const sorted = <R>(rows: readonly R[]): readonly R[] =>
  rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, row]) => row);
