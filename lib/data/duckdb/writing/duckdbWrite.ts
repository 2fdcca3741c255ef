import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  interval,
  map,
  merge,
  type Observable,
  type ObservableInput,
  of,
  takeWhile,
  throwError,
} from 'rxjs';
import type { Batch } from '../../../definitions/columnBatch.ts';
import type { Entity } from '../../../definitions/entity.ts';
import { isFrame } from '../../../definitions/frame.ts';
import { eachColumnBatch } from '../../eachColumnBatch.ts';
import type { WriteEvent, WriteOptions, WriteSource, Written } from '../../write.ts';
import type { WriteMode } from '../../writeMode.ts';
import type { Session } from '../connection/session.ts';
import { task } from '../connection/task.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { frameError } from '../errors/frameError.ts';
import { composed } from '../reading/composed.ts';
import { type FrameSource, OwnFrame } from '../reading/ownFrame.ts';
import { columnsOfText } from '../reading/queriedColumns.ts';
import { applyWrite } from './applyWrite.ts';
import type { Incoming } from './incoming.ts';
import { RowIntake } from './rowIntake.ts';
import type { WriteRequest } from './writeRequest.ts';
import { WriteSession } from './writeSession.ts';

/** Writes to a table: what is of the same database as one statement, anything else through a table of its own. */
export function duckdbWrite(
  entity: Entity,
  source: WriteSource,
  writing: { readonly mode: WriteMode; readonly options: WriteOptions },
  host: DuckdbHost,
): Observable<WriteEvent> {
  return defer(() => {
    const begunAt = host.scheduler.now();
    const request = { entity, begunAt, ...writing };
    const own = isFrame(source) ? OwnFrame.sourceOf(source, host) : undefined;
    return own
      ? writtenQuery(own, request, host)
      : writtenRows(
          isFrame(source) ? eachColumnBatch(source, (batch) => of(batch)) : source,
          request,
          host,
        );
  });
}

type Asked = Omit<WriteRequest, 'incoming'>;

function writtenQuery(source: FrameSource, asked: Asked, host: DuckdbHost): Observable<WriteEvent> {
  const session = new WriteSession(host, asked.entity.id);
  const done$ = task<WriteEvent>(async (signal, emit) => {
    signal.addEventListener('abort', () => session.close());
    try {
      const written = await session.commit((connection) =>
        applyWrite(
          connection,
          { ...asked, incoming: (own) => queried(source, own, { host, entityId: asked.entity.id }) },
          host,
        ),
      );
      emit({ kind: 'progress', rows: written.rowsWritten });
      emit(written);
    } catch (error) {
      throw frameError(error, { entityId: asked.entity.id });
    } finally {
      session.close();
    }
  });
  const progress$ = interval(PROGRESS, host.scheduler).pipe(
    map(() => session.progress()),
    filter((progress) => progress !== undefined),
    map((progress): WriteEvent => ({ kind: 'progress', ...progress })),
  );
  return merge(progress$.pipe(takeWhile(() => !session.isLeft)), done$).pipe(
    takeWhile(({ kind }) => kind !== 'written', true),
  );
}

/** How often a long statement is asked how far it is, in milliseconds. */
const PROGRESS = 500;

async function queried(
  source: FrameSource,
  session: Session,
  { host, entityId }: { readonly host: DuckdbHost; readonly entityId: string },
): Promise<Incoming> {
  const query = await composed(source, host, session);
  const { text, parameters } = query;
  const columns = await columnsOfText(session, query, entityId);
  return { from: `(${text}\n)`, parameters, columns, rows: undefined };
}

function writtenRows(
  source: ObservableInput<Batch>,
  asked: Asked,
  host: DuckdbHost,
): Observable<WriteEvent> {
  const session = new WriteSession(host, asked.entity.id);
  const intake = new RowIntake(session, asked);
  const commit = async (): Promise<Written> => {
    const incoming = await intake.finish();
    return await session.commit((connection) =>
      applyWrite(connection, { ...asked, incoming: async () => incoming }, host),
    );
  };
  const begin$ = defer(() => from(intake.begin())).pipe(concatMap(() => EMPTY));
  const taking$ = defer(() => from(source)).pipe(
    concatMap((batch) => {
      const taken = intake.take(batch);
      return typeof taken === 'number' ? of(taken) : from(taken);
    }),
    map((rows): WriteEvent => ({ kind: 'progress', rows })),
  );
  const done$ = defer(() => from(commit()));
  return concat(guarded(begin$, asked), taking$, guarded(done$, asked)).pipe(
    finalize(() => {
      intake.close();
      session.close();
    }),
  );
}

/** What the engine says is told as an error of an engine; what the source says is told as it is. */
const guarded = <T>(step$: Observable<T>, { entity }: Asked): Observable<T> =>
  step$.pipe(catchError((error: unknown) => throwError(() => duckdbError(error, { entityId: entity.id }))));
