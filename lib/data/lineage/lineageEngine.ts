import { asyncScheduler, concat, concatMap, defer, type Observable, type SchedulerLike, tap } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Emitter } from '../../signals/emitter.ts';
import type { Engine } from '../engine.ts';
import { engineOver } from '../engineOver.ts';
import type { Note } from '../note.ts';
import type { WriteEvent, WriteOptions, WriteSource, Written } from '../write.ts';
import type { WriteMode } from '../writeMode.ts';
import { ensureLineage, tableOf } from './lineageColumn.ts';
import { markedSource } from './markedSource.ts';
import type { LineageStamp, RowLineage } from './rowLineage.ts';
import { noteVersion, seenVersions, versionChange } from './seenVersions.ts';
import { stampType } from './stampSql.ts';
import { withLineage } from './withLineage.ts';

/** What emits the signals of lineage. */
export type EmitLineage = Emitter<'datapipes.lineage_applied' | 'datapipes.version_changed'>['emit'];

export interface LineageEngineOptions {
  /** What signals are told of. @default no run */
  readonly runId?: string;
  /** @default nobody is told */
  readonly emit?: EmitLineage;
  /** What is noted of versions, where that was asked before. @default asked at each write */
  readonly seen$?: Observable<ReadonlyMap<string, Note>>;
  /** Tells the time at which rows are made. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

interface Marking extends LineageEngineOptions {
  readonly lineage: RowLineage;
  readonly emit: EmitLineage;
  /** Tells now, or once a transaction has committed. */
  readonly told: (tell: () => void) => void;
  /** That the version is another is told once, however often the rows are written. */
  readonly change: { isTold: boolean };
}

/**
 * An engine that has the rows of one entity carry who made them, whoever writes them, and does all else as another
 * does. A table that lacks the column gets it; merging passes over rows that differ in lineage alone.
 */
export function lineageEngine(
  engine: Engine,
  lineage: RowLineage,
  options: LineageEngineOptions = {},
): Engine {
  const { emit = () => undefined } = options;
  return marking(engine, { ...options, emit, lineage, told: (tell) => tell(), change: { isTold: false } });
}

function marking(engine: Engine, by: Marking): Engine {
  return engineOver(engine, {
    write: (entity, source, mode, options) =>
      entity.id === by.lineage.entityId
        ? markedWrite(engine, { entity, source, mode, options }, by)
        : engine.write(entity, source, mode, options),
    transaction: (work) =>
      defer(() => {
        const held: (() => void)[] = [];
        const told = (tell: () => void) => held.push(tell);
        return engine
          .transaction((inside) => work(marking(inside, { ...by, told })))
          .pipe(
            tap({
              complete: () => {
                for (const tell of held) tell();
              },
            }),
          );
      }),
  });
}

interface Writing {
  readonly entity: Entity;
  readonly source: WriteSource;
  readonly mode: WriteMode;
  readonly options: WriteOptions | undefined;
}

function markedWrite(engine: Engine, writing: Writing, by: Marking): Observable<WriteEvent> {
  return defer(() => {
    const { lineage, scheduler = asyncScheduler, seen$ = seenVersions(engine) } = by;
    const { entity, source, mode, options } = writing;
    const { packageName, packageVersion } = lineage;
    const at = new Date(scheduler.now());
    const write$ = tableOf(entity, engine).pipe(
      concatMap((table) =>
        markedSource(source, stampOf(lineage, at), { entity, engine, lineage }).pipe(
          concatMap((marked) =>
            concat(
              ensureLineage(entity, table, marked.columns, engine),
              engine.write(
                withLineage(entity, marked.columns, stampType(engine)),
                marked.source,
                ignoring(mode, lineage),
                { ...options, by: { packageName, packageVersion, ...options?.by } },
              ),
            ),
          ),
        ),
      ),
    );
    return concat(
      seen$.pipe(concatMap((seen) => noted(engine, seen.get(lineage.pipeId), by))),
      write$.pipe(tap((event) => event.kind === 'written' && tellApplied(event, by))),
    );
  });
}

const stampOf = ({ pipeId, packageName, packageVersion, layer }: RowLineage, at: Date): LineageStamp => ({
  ...{ pipe_id: pipeId, package_name: packageName, package_version: packageVersion },
  ...{ layer, at },
});

/** Who made a row does not make it another. */
function ignoring(mode: WriteMode, { layers }: RowLineage): WriteMode {
  if (mode.mode !== 'merge' && mode.mode !== 'scd2') return mode;
  return { ...mode, ignore: [...(mode.ignore ?? []), ...Object.values(layers)] };
}

/** Before the write, so that what is committed is never told of as a failure. */
function noted(engine: Engine, note: Note | undefined, by: Marking): Observable<never> {
  const { lineage, emit, told } = by;
  const change = versionChange(note, lineage);
  const tell = () => {
    if (!change || by.change.isTold) return;
    by.change.isTold = true;
    const { pipeId, packageName } = lineage;
    emit('datapipes.version_changed', () => ({ pipeId, packageName, ...change }));
  };
  return noteVersion(engine, note, lineage).pipe(tap({ complete: () => told(tell) }));
}

function tellApplied({ rowsWritten: rows }: Written, { lineage, emit, told, runId = '' }: Marking): void {
  const { pipeId, layer, packageName, packageVersion } = lineage;
  const payload = { runId, pipeId, layer, packageName, packageVersion, rows };
  told(() => emit('datapipes.lineage_applied', () => payload));
}
