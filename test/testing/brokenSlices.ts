import { from, map, toArray } from 'rxjs';
import { predicateOf } from '../../lib/data/conditions.ts';
import type { Slice } from '../../lib/data/slice.ts';
import { columnBatch, isColumnBatch } from '../../lib/definitions/columnBatch.ts';
import { columnsToRows } from '../../lib/definitions/columnsToRows.ts';
import { type Frame, isFrame, type Row } from '../../lib/definitions/frame.ts';
import { rowsToColumns } from '../../lib/definitions/rowsToColumns.ts';
import type { Fault } from './brokenEngines.ts';

/** A fault of the slice that is read. */
const slicing =
  (change: (slice: Slice | undefined) => Slice | undefined): Fault =>
  (engine) => ({ read: (entity, slice) => engine.read(entity, change(slice)) });

/** A fault of the rows that a slice of changes gives. */
const changing =
  (change: (rows: readonly Row[]) => readonly Row[]): Fault =>
  (engine) => ({
    read: (entity, slice) => {
      const frame = engine.read(entity, slice);
      if (slice?.kind !== 'changes') return frame;
      return {
        ...frame,
        rows: (options) =>
          frame.rows(options).pipe(
            toArray(),
            map((batches) => change(batches.flat())),
          ),
      };
    },
  });

/** A fault of the columns that are read. */
const columns =
  (change: (frame: Frame) => Frame['batches']): Fault =>
  (engine) => ({
    read: (entity, slice) => {
      const frame = engine.read(entity, slice);
      return { ...frame, batches: change(frame) };
    },
  });

/** Faults of which rows are read, and of columns, by what they do. */
export const sliceFaults: Readonly<Record<string, Fault>> = {
  'gives all rows, since whenever': slicing((slice) => {
    if (slice?.kind !== 'rows') return slice;
    const { since: _, ...rest } = slice;
    return rest;
  }),
  'gives rows of the version itself': slicing((slice) =>
    slice?.kind === 'rows' && slice.since ? { ...slice, since: slice.since - 1 } : slice,
  ),
  'forgets the condition beside a version': slicing((slice) => {
    if (slice?.kind !== 'rows' || (slice.since ?? slice.version) === undefined) return slice;
    const { where: _, ...rest } = slice;
    return rest;
  }),
  'gives each change since a version': (engine) => ({
    read: (entity, slice) => {
      if (slice?.kind !== 'rows' || slice.since === undefined) return engine.read(entity, slice);
      const frame = engine.read(entity, { kind: 'changes', after: slice.since });
      const holds = slice.where ? predicateOf(slice.where) : () => true;
      return {
        ...frame,
        rows: (options) =>
          frame
            .rows(options)
            .pipe(
              map((rows) =>
                rows
                  .filter((row) => row['_change'] !== 'delete' && holds(row))
                  .map(({ _change, _version, ...row }) => row),
              ),
            ),
      };
    },
  }),
  'reads what is there since a version from outside': (engine) => ({
    transaction: (work) =>
      engine.transaction((inside) =>
        work({
          ...inside,
          read: (entity, slice) =>
            slice?.kind === 'rows' && slice.since !== undefined
              ? engine.read(entity, slice)
              : inside.read(entity, slice),
        }),
      ),
  }),
  'reads the last version instead of an earlier one': slicing((slice) => {
    if (slice?.kind !== 'rows') return slice;
    const { version: _, ...rest } = slice;
    return rest;
  }),
  'tells no deletions': changing((rows) => rows.filter((row) => row['_change'] !== 'delete')),
  'tells updates as insertions': changing((rows) =>
    rows.map((row) => ({ ...row, _change: row['_change'] === 'update' ? 'insert' : row['_change'] })),
  ),
  'tells the last changes first': changing((rows) => [...rows].reverse()),
  'tells changes to the end': slicing((slice) =>
    slice?.kind === 'changes' ? { kind: 'changes', after: slice.after } : slice,
  ),
  'gives columns of unequal length': columns(
    (frame) => (options) =>
      frame
        .batches(options)
        .pipe(map((batch) => ({ ...batch, columns: { ...batch.columns, amount: [] } }))),
  ),
  'gives columns as large as it likes': columns(
    (frame) =>
      ({ demand } = {}) =>
        frame.batches(demand ? { demand } : {}),
  ),
  'gives columns without being asked': columns(
    (frame) =>
      ({ batchSize = 1_024 } = {}) =>
        frame.batches({ batchSize }),
  ),
  'gives away its own columns': (engine) => {
    const spoilt = new Set<string>();
    const watched = (id: string, values: readonly unknown[]) =>
      new Proxy([...values], {
        set: (target, key, value) => {
          spoilt.add(id);
          return Reflect.set(target, key, value);
        },
      });
    return {
      read: (entity, slice) => {
        const frame = engine.read(entity, slice);
        return {
          ...frame,
          batches: (options) =>
            frame
              .batches(options)
              .pipe(
                map(({ columns: given }) =>
                  columnBatch(
                    Object.fromEntries(
                      Object.entries(given).map(([name, values]) => [
                        name,
                        watched(entity.id, values as readonly unknown[]),
                      ]),
                    ),
                  ),
                ),
              ),
          rows: (options) =>
            frame
              .rows(options)
              .pipe(map((rows) => rows.map((row) => (spoilt.has(entity.id) ? { ...row, id: null } : row)))),
        };
      },
    };
  },
  'takes columns for rows': (engine) => ({
    write: (entity, source, mode, options) =>
      engine.write(
        entity,
        isFrame(source)
          ? source
          : from(source).pipe(map((batch) => (isColumnBatch(batch) ? [batch.columns] : batch))),
        mode,
        options,
      ),
  }),
  'takes what fits of columns': (engine) => ({
    write: (entity, source, mode, options) => {
      const fitting = (row: Row) =>
        Object.fromEntries(Object.keys(entity.schema as object).map((name) => [name, row[name] ?? null]));
      return engine.write(
        entity,
        isFrame(source)
          ? source
          : from(source).pipe(
              map((batch) =>
                isColumnBatch(batch) ? rowsToColumns(columnsToRows(batch).map(fitting)) : batch,
              ),
            ),
        mode,
        options,
      );
    },
  }),
};
