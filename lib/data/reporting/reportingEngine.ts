import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { type Frame, isFrame } from '../../definitions/frame.ts';
import type { Engine } from '../engine.ts';
import { engineOver } from '../engineOver.ts';
import { readableQuery } from '../readableQuery.ts';
import { withFrames } from '../withFrames.ts';
import type { WriteMode } from '../writeMode.ts';
import { guardedEmit } from './guardedEmit.ts';
import { reportedEnsure } from './reportedEnsure.ts';
import { innerFrame, reportedFrame } from './reportedFrame.ts';
import { reportedTransaction } from './reportedTransaction.ts';
import { reportedWrite } from './reportedWrite.ts';
import type { EmitEntity, Reporting } from './reporting.ts';

export interface ReportingEngineOptions {
  /** Whose time durations are told in. @default asyncScheduler */
  scheduler?: SchedulerLike;
}

/**
 * An engine that does what another does, and tells of it by the signals `entity.*`: of each time that a
 * table is made sure of, that the rows of a frame are read, and that an entity is written.
 *
 * A write that makes sure of its table (`ensure`) tells of it when it is committed, within its own beginning and end.
 * One that was done before (`once`) ends with `repeated` and no rows, and raises no version.
 *
 * Each begins once and ends once. Who stops reading early has read: `after_read` says `left`. Who stops
 * waiting for a change has made it fail, with the error type `CancelledError`. What a merge did is told as
 * `NaN` by engines that cannot say it.
 *
 * What a change inside of a transaction came to is told after the commit, and as failed when there was
 * none, so whoever is told of a change or of a new version can read it. That a change begins, that it failed
 * and what was read is told as it happens.
 *
 * The engine sees its own frames in writes and in queries, and what it reads in these is not told as read.
 * What `emit` throws becomes a warning of the process: who listens can fail nothing.
 */
export function reportingEngine(
  engine: Engine,
  emit: EmitEntity,
  { scheduler = asyncScheduler }: ReportingEngineOptions = {},
): Engine {
  return reporting(engine, {
    engine,
    scheduler,
    emit: guardedEmit(emit),
    settle: ({ holds }) => holds(),
  });
}

/** A mode with frames that the engine knows. */
const ownParts = (mode: WriteMode, own: (frame: Frame) => Frame): WriteMode =>
  mode.mode === 'replace' && mode.parts ? { ...mode, parts: own(mode.parts) } : mode;

function reporting(engine: Engine, report: Reporting): Engine {
  const own = (frame: Frame) => innerFrame(frame, report.engine);
  return engineOver(engine, {
    read: (entity, slice) => reportedFrame(engine.read(entity, slice), () => entity.name, report),
    query: (query) =>
      reportedFrame(engine.query(withFrames(query, own)), () => readableQuery(query), report),
    write: (entity, source, mode, options) => {
      const write$ = engine.write(
        entity,
        isFrame(source) ? own(source) : source,
        ownParts(mode, own),
        options,
      );
      return reportedWrite(write$, { entity, source, mode }, report);
    },
    ensure: (entity) => reportedEnsure(engine.ensure(entity), entity, report),
    transaction: (work) =>
      reportedTransaction((settle) =>
        engine.transaction((inside) => work(reporting(inside, { ...report, settle }))),
      ),
  });
}
