import {
  catchError,
  concat,
  concatMap,
  connectable,
  defer,
  EMPTY,
  elementAt,
  filter,
  from,
  ignoreElements,
  map,
  type Observable,
  type ObservableInput,
  of,
  ReplaySubject,
  reduce,
  shareReplay,
  takeWhile,
  throwError,
  toArray,
} from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { WriteSource, Written } from '../../lib/data/write.ts';
import { type Frame, isFrame, type Row } from '../../lib/definitions/frame.ts';
import type { SqlQuery } from '../../lib/definitions/sqlValue.ts';

/** What an engine does wrong. */
export type Fault = (engine: Engine) => Partial<Engine>;

/** An engine that does one thing wrong, also inside of its transactions. */
export function brokenEngine(fault: Fault, made: Engine = memoryEngine()): Engine {
  const engine: Engine = {
    ...made,
    transaction: (work) => made.transaction((inside) => work(brokenEngine(fault, inside))),
  };
  return { ...engine, ...fault(engine) };
}

/** A fault of reading. */
const reading =
  (change: (frame: Frame) => Frame['rows']): Fault =>
  (engine) => ({
    read: (entity, slice) => {
      const frame = engine.read(entity, slice);
      return { ...frame, rows: change(frame) };
    },
  });

/** A fault of the rows of a query, on an engine without SQL. */
const answering =
  (rows: (query: SqlQuery) => Observable<never>): Fault =>
  (engine) => ({ query: (query) => ({ ...engine.query(query), rows: () => rows(query) }) });

/** A fault of what is told about a write. */
const telling =
  (change: (written: Written) => Written): Fault =>
  (engine) => ({
    write: (...args) =>
      engine.write(...args).pipe(map((event) => (event.kind === 'written' ? change(event) : event))),
  });

/** A fault of what is taken from a source. */
const taking =
  (change: (rows: readonly Row[]) => readonly Row[]): Fault =>
  (engine) => ({
    write: (entity, source, mode) => engine.write(entity, batches(source).pipe(map(change)), mode),
  });

const batches = (source: WriteSource): Observable<readonly Row[]> =>
  isFrame(source) ? source.rows() : from(source as ObservableInput<readonly Row[]>);

const idOf = (row: Row) => String(row['id']);

/** Begins at once, whether anybody subscribes or not. */
export const eagerly = <T>(source: Observable<T>): Observable<T> => {
  const begun = connectable(source, { connector: () => new ReplaySubject(), resetOnDisconnect: false });
  begun.connect();
  return begun;
};

/** Gives the same objects each time. */
const interned = (): ((row: Row) => Row) => {
  const known = new Map<string, Row>();
  return (row) => {
    const text = JSON.stringify(row);
    const kept = known.get(text) ?? row;
    known.set(text, kept);
    return kept;
  };
};

const nothingWritten = (mode: Written['mode']): Written => ({
  kind: 'written',
  mode,
  rowsWritten: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  version: undefined,
  versionBefore: undefined,
});

const sumOf = (sum: Written, next: Written): Written => ({
  ...next,
  rowsWritten: sum.rowsWritten + next.rowsWritten,
  inserted: Number(sum.inserted) + Number(next.inserted),
  updated: Number(sum.updated) + Number(next.updated),
  deleted: Number(sum.deleted) + Number(next.deleted),
});

/** Faults by what they do. */
export const faults: Readonly<Record<string, Fault>> = {
  'counts one too many': telling((written) => ({ ...written, inserted: Number(written.inserted) + 1 })),
  'counts a row that is as it was': telling((written) => ({
    ...written,
    updated: Number(written.rowsWritten) - Number(written.inserted) - Number(written.deleted),
  })),
  'tells a version that is not its own': telling((written) => ({ ...written, version: 1 })),
  'tells no version before': telling((written) => ({ ...written, versionBefore: undefined })),
  'looks up the version before it takes its rows': (engine) => ({
    write: (entity, source, mode) =>
      engine.versions([entity.id]).pipe(
        concatMap((versions) => {
          const versionBefore = versions.get(entity.id);
          const writing$ = engine.write(entity, source, mode);
          return writing$.pipe(
            map((event) => (event.kind === 'written' ? { ...event, versionBefore } : event)),
          );
        }),
      ),
  }),
  'commits batch by batch': (engine) => ({
    write: (entity, source, mode) => {
      const each = batches(source).pipe(concatMap((rows) => engine.write(entity, [rows], mode)));
      return each.pipe(
        filter((event) => event.kind === 'written'),
        reduce(sumOf, nothingWritten(mode.mode)),
      );
    },
  }),
  'keeps what came before the error of a source': (engine) => ({
    write: (entity, source, mode) => {
      let failed = EMPTY as Observable<never>;
      const rows$ = batches(source).pipe(
        catchError((error: unknown) => {
          failed = throwError(() => error);
          return EMPTY;
        }),
      );
      return concat(
        engine.write(entity, rows$, mode),
        defer(() => failed),
      );
    },
  }),
  'goes on when nobody listens': (engine) => ({
    write: (...args) => defer(() => engine.write(...args).pipe(shareReplay())),
  }),
  'writes before it is subscribed to': (engine) => ({
    write: (...args) => eagerly(engine.write(...args)),
  }),
  'reads before it is asked for rows': reading((frame) => {
    const rows = eagerly(frame.rows());
    return () => rows;
  }),
  'reads the table anew for each batch': reading(
    (frame) =>
      ({ batchSize = 1_024, demand } = {}) =>
        demand
          ? demand.pipe(
              concatMap((_, i) => frame.rows({ batchSize }).pipe(elementAt(i, []))),
              takeWhile((rows) => rows.length > 0),
            )
          : frame.rows({ batchSize }),
  ),
  'ignores how much is asked for': reading((frame) => () => frame.rows()),
  'gives an empty batch for an empty table': reading(
    (frame) => (options) =>
      frame.rows(options).pipe(
        toArray(),
        concatMap((all) => (all.length === 0 ? of([]) : from(all))),
      ),
  ),
  'reads nothing from a table that is not there': reading(
    (frame) => (options) => frame.rows(options).pipe(catchError(() => EMPTY)),
  ),
  'gives away its own rows': (engine) => {
    const intern = interned();
    return reading((frame) => (options) => frame.rows(options).pipe(map((rows) => rows.map(intern))))(
      engine,
    );
  },
  'keeps the rows it is given': (engine) => {
    const kept = new Map<string, Row>();
    const keep = (rows: readonly Row[]) => {
      for (const row of rows) kept.set(idOf(row), row);
      return rows;
    };
    const own = (rows: readonly Row[]) => rows.map((row) => kept.get(idOf(row)) ?? row);
    return {
      ...taking(keep)(engine),
      ...reading((frame) => (options) => frame.rows(options).pipe(map(own)))(engine),
    };
  },
  'ignores conditions': (engine) => ({ read: (entity) => engine.read(entity) }),
  'ignores what deletes': (engine) => ({
    write: (entity, source, { mode }) => engine.write(entity, source, { mode }),
  }),
  'takes the last of several rows of one key': taking((rows) =>
    Array.isArray(rows) ? [...new Map(rows.map((row) => [idOf(row), row])).values()] : rows,
  ),
  'knows one version at a time': (engine) => ({ versions: (ids) => engine.versions(ids.slice(0, 1)) }),
  'makes up versions': () => ({ versions: (ids) => of(new Map(ids.map((id) => [id, 0]))) }),
  'fails with an error class of its own': reading(
    (frame) => (options) =>
      frame
        .rows(options)
        .pipe(catchError((error: Error) => throwError(() => new EngineError('internal', error.message)))),
  ),
  'makes tables that are there': (engine) => ({
    ensure: (entity) => concat(engine.drop(entity).pipe(ignoreElements()), engine.ensure(entity)),
  }),
  'does not roll back': (engine) => ({ transaction: (work) => defer(() => work(engine)) }),
  'lets transactions nest': (engine) => ({
    transaction: (work) =>
      engine.transaction((inside) => work({ ...inside, transaction: engine.transaction })),
  }),
  'refuses a query when it is made': () => ({
    query: () => {
      throw new EngineError('unsupported', 'expected no query, got one: select * from …');
    },
  }),
  'gives no rows for a query that it cannot run': answering(() => EMPTY),
  'does not say which query it refuses': answering(() =>
    throwError(() => new EngineError('unsupported', 'expected no query, got one')),
  ),
  'shows the values of a query': answering(({ strings, values }) =>
    throwError(() => new EngineError('unsupported', `${strings.join('?')} with ${values.join(', ')}`)),
  ),
  'takes no notice of being closed': () => ({ close: () => EMPTY }),
};
