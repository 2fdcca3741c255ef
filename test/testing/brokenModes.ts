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
import type { WriteSource } from '../../lib/data/write.ts';
import type { WriteMode } from '../../lib/data/writeMode.ts';
import type { Entity } from '../../lib/definitions/entity.ts';
import { type Frame, isFrame, type Row } from '../../lib/definitions/frame.ts';
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

/** Faults of how rows are written, by what they do. */
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
  'replaces what rows come with, whatever is said': instead((mode) =>
    mode.mode === 'replace' && mode.by ? { mode: 'replace', by: mode.by } : mode,
  ),
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
  'overwrites by keys': instead((mode) =>
    mode.mode === 'overwrite' ? { mode: 'replace', by: ['id'] } : mode,
  ),
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
};
