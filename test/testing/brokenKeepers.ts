import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  from,
  ignoreElements,
  map,
  type Observable,
  of,
  throwError,
} from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import type { HistoryEntry } from '../../lib/data/history.ts';
import type { Note } from '../../lib/data/note.ts';
import type { WriteOptions } from '../../lib/data/write.ts';
import type { Fault } from './brokenEngines.ts';

type Notes = ReadonlyMap<string, Note>;

/** A fault of the notes that are read. */
const noted =
  (change: (notes: Notes) => Notes): Fault =>
  (engine) => ({ notes: (...args) => engine.notes(...args).pipe(map(change)) });

/** A fault of what the history tells. */
const told =
  (change: (entry: HistoryEntry) => HistoryEntry): Fault =>
  (engine) => ({
    history: (query) => engine.history(query).pipe(map((entries) => entries.map(change))),
  });

/** A fault of what goes with a write. */
const writing =
  (change: (options: WriteOptions) => WriteOptions): Fault =>
  (engine) => ({
    write: (entity, source, mode, options = {}) => engine.write(entity, source, mode, change(options)),
  });

/** The engine outside of its transactions, whatever is asked of one inside. */
const outside =
  (part: (engine: Engine) => Partial<Engine>): Fault =>
  (engine) => ({
    transaction: (work) => engine.transaction((inside) => work({ ...inside, ...part(engine) })),
  });

/** Faults of what is kept beside the rows, by what they do. */
export const keepingFaults: Readonly<Record<string, Fault>> = {
  'keeps notes of all scopes together': (engine) => ({
    notes: (_, keys) => engine.notes('one', keys),
    note: (_, notes) => engine.note('one', notes),
  }),
  'gives all notes, whichever are asked for': (engine) => ({ notes: (scope) => engine.notes(scope) }),
  'gives notes in the order of a dictionary': noted(
    (notes) => new Map([...notes].sort(([a], [b]) => a.localeCompare(b))),
  ),
  'keeps a note that is taken away': (engine) => ({
    note: (scope, notes) =>
      engine.note(
        scope,
        [...notes].filter(([, note]) => note !== undefined),
      ),
  }),
  'keeps texts alone': noted((notes) => new Map([...notes].map(([key, note]) => [key, String(note)]))),
  'notes one by one': (engine) => ({
    note: (scope, notes) => from(notes).pipe(concatMap((entry) => engine.note(scope, [entry]))),
  }),
  'raises a version for a note': (engine) => ({
    versions: (ids) =>
      engine
        .notes('suite.orders')
        .pipe(
          concatMap(({ size }) =>
            engine
              .versions(ids)
              .pipe(map((all) => new Map([...all].map(([id, version]) => [id, version + size])))),
          ),
        ),
  }),
  'notes outside of the transaction': outside(({ note }) => ({ note })),
  'reads notes outside of the transaction': outside(({ notes }) => ({ notes })),
  'says nothing of notes in conflict': (engine) => ({
    transaction: (work) =>
      engine.transaction(work).pipe(
        catchError((error: unknown) => {
          const isOurs = error instanceof EngineError && error.message.includes('note');
          return isOurs ? EMPTY : throwError(() => error);
        }),
      ),
  }),
  'lets no two transactions note in one scope': (engine) => ({
    transaction: (work) => {
      const before: Notes[] = [];
      const notes$ = engine.notes('suite.a');
      const unchanged = notes$.pipe(
        concatMap((now) => {
          const isSame = JSON.stringify([...now]) === JSON.stringify([...(before[0] ?? [])]);
          return isSame ? EMPTY : throwError(() => new EngineError('conflict', 'the scope changed'));
        }),
      );
      return concat(
        notes$.pipe(
          map((now) => before.push(now)),
          ignoreElements(),
        ),
        engine.transaction((inside) =>
          concat(
            defer(() => work(inside)),
            unchanged,
          ),
        ),
      );
    },
  }),
  'tells the oldest write first': (engine) => ({
    history: (query) => engine.history(query).pipe(map((entries) => [...entries].reverse())),
  }),
  'counts other rows in the history': told((entry) => ({ ...entry, inserted: entry.rowsWritten })),
  'does not say who wrote': writing(({ by: _, ...options }) => options),
  'tells of writes of any run': (engine) => ({
    history: ({ runId: _, ...query } = {}) => engine.history(query),
  }),
  'tells of a transaction before it is over': (engine) => {
    const early: HistoryEntry[] = [];
    const isNew = ({ once }: HistoryEntry) => !early.some((entry) => entry.once === once);
    return {
      history: (query) => engine.history(query).pipe(map((all) => [...early, ...all.filter(isNew)])),
      transaction: (work) =>
        engine.transaction((inside) =>
          work({
            ...inside,
            write: (...args) =>
              concat(
                inside.write(...args),
                inside.history().pipe(
                  map((all) => early.splice(0, early.length, ...all)),
                  ignoreElements(),
                ),
              ) as ReturnType<Engine['write']>,
          }),
        ),
    };
  },
  'notes a write that failed in the history': (engine) => {
    const failed: HistoryEntry[] = [];
    return {
      history: (query) => engine.history(query).pipe(map((all) => [...failed, ...all])),
      write: (entity, ...args) =>
        engine.write(entity, ...args).pipe(
          catchError((error: unknown) => {
            failed.push({ entityId: entity.id, mode: 'append', once: 'failed' } as HistoryEntry);
            return throwError(() => error);
          }),
        ),
    };
  },
  'prunes nothing': () => ({ prune: () => of({ entries: 1, rows: 1 }) }),
  'prunes everything': (engine) => ({ prune: () => engine.prune(Number.POSITIVE_INFINITY) }),
  'leaves a table behind': (engine) => ({
    write: (entity, source, mode, { ensure = false, ...options } = {}) => {
      const ensured = ensure ? engine.ensure(entity).pipe(ignoreElements()) : EMPTY;
      return concat(ensured as Observable<never>, engine.write(entity, source, mode, options));
    },
  }),
  'makes no table': writing(({ ensure: _, ...options }) => options),
  'makes a table unasked': writing((options) => ({ ...options, ensure: true })),
  'says of each write that it made its table': (engine) => ({
    write: (...args) =>
      engine
        .write(...args)
        .pipe(map((event) => (event.kind === 'written' ? { ...event, created: true } : event))),
  }),
  'does again what is done once': writing(({ once: _, ...options }) => options),
  'tells of nothing when it repeats': (engine) => ({
    write: (...args) =>
      engine
        .write(...args)
        .pipe(
          map((event) =>
            event.kind === 'written' && event.repeated ? { ...event, rowsWritten: 0, inserted: 0 } : event,
          ),
        ),
  }),
  'looks up what is done once before it begins': (engine) => ({
    write: (entity, source, mode, { once, ...options } = {}) =>
      engine.history().pipe(
        concatMap((entries) => {
          const isDone = once !== undefined && entries.some((entry) => entry.once === once);
          if (isDone || once === undefined)
            return engine.write(entity, source, mode, { ...options, ...(once && { once }) });
          return concat(
            engine.write(entity, source, mode, options),
            engine.write(entity, [], { mode: 'append' }, { once }).pipe(filter(() => false)),
          );
        }),
      ),
  }),
  'remembers what is done once of a source that broke': (engine) => ({
    write: (entity, source, mode, { once, ...options } = {}) =>
      engine.write(entity, source, mode, { ...options, ...(once && { once }) }).pipe(
        catchError((error: unknown) => {
          const remember = engine.write(entity, [], { mode: 'append' }, once ? { once } : {});
          return concat(
            remember.pipe(filter(() => false)),
            throwError(() => error),
          );
        }),
      ),
  }),
};
