import {
  concat,
  concatMap,
  forkJoin,
  from,
  ignoreElements,
  map,
  type ObservableInput,
  toArray,
} from 'rxjs';
import { predicateOf } from '../../lib/data/conditions.ts';
import type { Slice } from '../../lib/data/slice.ts';
import type { WriteSource } from '../../lib/data/write.ts';
import type { WriteMode } from '../../lib/data/writeMode.ts';
import { columnBatch, isColumnBatch } from '../../lib/definitions/columnBatch.ts';
import { columnsToRows } from '../../lib/definitions/columnsToRows.ts';
import type { Entity } from '../../lib/definitions/entity.ts';
import { type Frame, isFrame, type Row } from '../../lib/definitions/frame.ts';
import { rowsToColumns } from '../../lib/definitions/rowsToColumns.ts';
import type { Fault } from './brokenEngines.ts';

/** A fault of the rows that are written in a mode, all in one batch. */
const rewriting =
  (wanted: WriteMode['mode'], change: (rows: readonly Row[], entity: Entity) => readonly Row[]): Fault =>
  (engine) => ({
    write: (entity, source, mode, options) => {
      if (mode.mode !== wanted || isFrame(source)) return engine.write(entity, source, mode, options);
      const all = from(source as ObservableInput<readonly Row[]>).pipe(
        toArray(),
        map((batches) => change(batches.flat(), entity)),
      );
      return engine.write(entity, all, mode, options);
    },
  });

/** A fault of the mode that is written in. */
const instead =
  (change: (mode: WriteMode, entity: Entity) => WriteMode): Fault =>
  (engine) => ({
    write: (entity, source, mode, options) => engine.write(entity, source, change(mode, entity), options),
  });

/** A fault of what is told of a write. */
const telling =
  (wanted: WriteMode['mode'], part: Readonly<Record<string, unknown>>): Fault =>
  (engine) => ({
    write: (...args) =>
      engine
        .write(...args)
        .pipe(
          map((event) =>
            event.kind === 'written' && event.mode === wanted ? { ...event, ...part } : event,
          ),
        ),
  });

/** A fault of how an entity is understood. */
const as =
  (change: (entity: Entity) => Entity): Fault =>
  (engine) => ({
    write: (entity, ...args) => engine.write(change(entity), ...args),
    ensure: (entity) => engine.ensure(change(entity)),
  });

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

/** The last row of each key. */
const lastOfKey = (rows: readonly Row[]) => [...new Map(rows.map((row) => [row['id'], row])).values()];

/** Replaces by something else than the values: an overwrite with what is left and what comes. */
const replacing =
  (groupOf: (row: Row, by: readonly string[]) => string | undefined): Fault =>
  (engine) => ({
    write: (entity, source, mode, options) => {
      const by = (mode.mode === 'replace' && (mode.by ?? entity.partitions)) || [];
      if (by.length === 0 || isFrame(source)) return engine.write(entity, source, mode, options);
      return forkJoin([rowsOf(engine.read(entity)), rowsFrom(source)]).pipe(
        concatMap(([before, rows]) => {
          const groups = new Set(rows.map((row) => groupOf(row, by)));
          const kept = before.filter((row) => !groups.has(groupOf(row, by) ?? 'none'));
          const counts = {
            rowsWritten: rows.length,
            inserted: rows.length,
            deleted: before.length - kept.length,
          };
          return engine
            .write(entity, [kept, rows], { mode: 'overwrite' }, options)
            .pipe(
              map((event) => (event.kind === 'written' ? { ...event, ...counts, mode: mode.mode } : event)),
            );
        }),
      );
    },
  });

/** Writes states one by one, and only those that it wants to, as it knows those that are kept. */
const observing =
  (wants: (row: Row, kept: readonly Row[]) => boolean): Fault =>
  (engine) => ({
    write: (entity, source, mode, options) => {
      if (mode.mode !== 'scd2' || isFrame(source)) return engine.write(entity, source, mode, options);
      const each = rowsFrom(source).pipe(
        concatMap((rows) => rows),
        concatMap((row) =>
          rowsOf(engine.read(entity)).pipe(
            map((all) => all.filter(({ id }) => id === row['id'])),
            concatMap((kept) => engine.write(entity, wants(row, kept) ? [[row]] : [], mode, options)),
          ),
        ),
      );
      return concat(each.pipe(ignoreElements()), engine.write(entity, [], mode, options));
    },
  });

const rowsFrom = (source: WriteSource) =>
  from(source as ObservableInput<readonly Row[]>).pipe(
    toArray(),
    map((batches) => batches.flat()),
  );
const rowsOf = (frame: Frame) => rowsFrom(frame.rows());

const held = (at: unknown, { valid_from: from, valid_to: to }: Row) =>
  Number(from) <= Number(at) && (to === null || Number(at) < Number(to));

/** Faults of how rows are written and read, by what they do. */
export const modeFaults: Readonly<Record<string, Fault>> = {
  'counts what it replaced as updated': telling('replace', { updated: 1, deleted: 0 }),
  'replaces row by row': replacing((row) => String(row['amount'])),
  'does not know the partitions': instead((mode) =>
    mode.mode === 'replace' && !mode.by ? { mode: 'overwrite' } : mode,
  ),
  'never replaces where there is no value': replacing((row, by) =>
    by.some((column) => row[column] === null) ? undefined : by.map((column) => row[column]).join('|'),
  ),
  'takes values side by side for one': replacing((row, by) => by.map((column) => row[column]).join('')),
  'replaces by the first column alone': instead((mode) =>
    mode.mode === 'replace' && mode.by ? { ...mode, by: mode.by.slice(0, 1) } : mode,
  ),
  'empties a table for no rows': (engine) => ({
    write: (entity, source, mode, options) => {
      const isNothing = mode.mode === 'replace' && Array.isArray(source) && source.length === 0;
      return engine.write(entity, source, isNothing ? { mode: 'overwrite' } : mode, options);
    },
  }),
  'replaces all where it has nothing to go by': instead((mode, { partitions }) =>
    mode.mode === 'replace' && (mode.by ?? partitions).length === 0 ? { mode: 'overwrite' } : mode,
  ),
  'makes no columns for states': (engine) => ({
    ensure: ({ scd2: _, ...entity }) => engine.ensure(entity),
  }),
  'counts what it closed as inserted': telling('scd2', { updated: 0 }),
  'keeps the last of several states': rewriting('scd2', lastOfKey),
  'takes no value for no state': rewriting('scd2', (rows) => rows.filter(({ name }) => name !== null)),
  'leaves late states out': observing(({ at }, kept) =>
    kept.every((row) => Number(row['at']) <= Number(at)),
  ),
  'forgets what it passed over': observing(({ at, name, gone }, kept) => {
    const holding = kept.find((row) => held(at, row));
    return gone ? holding !== undefined : holding?.['name'] !== name || holding?.['at'] === at;
  }),
  'counts what it knows as inserted': telling('scd2', { inserted: 1 }),
  'appends where no states are kept': instead((mode, { scd2, keys }) =>
    mode.mode === 'scd2' && (!scd2 || keys.length === 0) ? { mode: 'append' } : mode,
  ),
  'forgets ends': instead((mode) =>
    mode.mode === 'scd2' && mode.deleteWhen ? { ...mode, deleteWhen: { op: 'any', of: [] } } : mode,
  ),
  'takes states in their order alone': rewriting('scd2', (rows) =>
    rows.filter((row, i) =>
      rows
        .slice(0, i)
        .every((other) => other['id'] !== row['id'] || Number(other['at']) <= Number(row['at'])),
    ),
  ),
  'takes the first of two states at one time': rewriting('scd2', (rows) => [
    ...new Map([...rows].reverse().map((row) => [`${row['id']} ${row['at']}`, row])).values(),
  ]),
  'leaves out rows without a time': rewriting('scd2', (rows) =>
    rows.filter((row) => (row['at'] ?? null) !== null),
  ),
  'evolves unasked': as((entity) => ({ ...entity, drift: 'evolve' })),
  'never evolves': as(({ drift: _, ...entity }) => entity),
  'evolves where it is to warn': as((entity) => ({
    ...entity,
    drift: entity.drift === 'warn' ? 'evolve' : entity.drift,
  })),
  'warns where it is to evolve': as((entity) => ({
    ...entity,
    drift: entity.drift === 'evolve' ? 'warn' : entity.drift,
  })),
  'does not tell how columns changed': (engine) => ({
    write: (...args) =>
      engine.write(...args).pipe(
        map((event) => {
          if (event.kind !== 'written') return event;
          const { schemaChange: _, ...written } = event;
          return written;
        }),
      ),
  }),
  'evolves before it writes': (engine) => ({
    write: (entity, source, mode, options) => {
      if (!Array.isArray(source) || entity.drift !== 'evolve')
        return engine.write(entity, source, mode, options);
      const first = engine.write(entity, source.slice(0, 1), mode, options).pipe(ignoreElements());
      return concat(first, engine.write(entity, source.slice(1), mode, options));
    },
  }),
  'follows no declaration': (engine) => ({
    ensure: ({ drift: _, ...entity }) => engine.ensure(entity),
  }),
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
