import { concatMap, defer, filter, map, type Observable, of, range, takeWhile } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import { type Frame, frameBrand, type Row, type RowsOptions } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import type { Slice } from '../slice.ts';
import { copyRow } from './copyRow.ts';
import { memoryColumns } from './memoryColumns.ts';
import type { MemoryHost } from './memoryHost.ts';
import { type Selected, selectRows } from './selectRows.ts';

/** A frame over a slice of a table in memory. */
export function memoryFrame(entity: Entity, slice: Slice, host: MemoryHost): Frame {
  return {
    [frameBrand]: true,
    entityId: entity.id,
    columns: () => host.answer(() => memoryColumns(host.store.table(entity.id), slice)),
    rows: ({ batchSize = host.batchSize, demand }: RowsOptions = {}) =>
      defer(() => {
        const batches = snapshot(entity, slice, batchSize, host);
        return demand ? asked(batches, demand, host) : unasked(batches, host);
      }),
  };
}

/** Batches by their place; cut and copied when taken. */
interface Batches {
  readonly count: number;
  readonly at: (index: number) => readonly Row[];
}

/** The table is looked up now; what it holds is worked out when the first batch is due. */
function snapshot({ id }: Entity, slice: Slice, batchSize: number, { store }: MemoryHost): () => Batches {
  const table = store.tables.get(id);
  let batches: Batches | undefined;
  return () => {
    batches ??= cut(selectRows(id, table ?? store.refuse(id), slice), batchSize);
    return batches;
  };
}

function cut({ rows, length }: Selected, batchSize: number): Batches {
  if (!(batchSize >= 1))
    throw new EngineError('invalid', `expected a batchSize of at least 1, got ${batchSize}`);
  return {
    count: Math.ceil(length / batchSize),
    at: (index) => rows.slice(index * batchSize, Math.min(length, (index + 1) * batchSize)).map(copyRow),
  };
}

function unasked(batches: () => Batches, { answer }: MemoryHost): Observable<readonly Row[]> {
  return answer(batches).pipe(
    concatMap(({ count, at }) =>
      range(0, count).pipe(concatMap((index) => (index === 0 ? of(at(0)) : answer(() => at(index))))),
    ),
  );
}

function asked(
  batches: () => Batches,
  demand: Observable<unknown>,
  { answer }: MemoryHost,
): Observable<readonly Row[]> {
  return demand.pipe(
    concatMap((_, index) => answer(() => ({ index, ...batches() }))),
    takeWhile(({ index, count }) => index < count - 1, true),
    filter(({ index, count }) => index < count),
    map(({ index, at }) => at(index)),
  );
}
