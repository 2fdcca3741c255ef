import { defer, type Observable } from 'rxjs';
import type { Entity } from '../../../definitions/entity.ts';
import { type Frame, isFrame } from '../../../definitions/frame.ts';
import type { Engine } from '../../engine.ts';
import { EngineError } from '../../engineError.ts';
import { plainFrame } from '../../reporting/reportedFrame.ts';
import { inSession } from '../connection/inSession.ts';
import { composed } from '../reading/composed.ts';
import { OwnFrame } from '../reading/ownFrame.ts';
import { type ExportFileOptions, exportFile } from './exportFile.ts';

/** What was written down. */
export interface Exported {
  readonly path: string;
  readonly rows: number;
}

/**
 * Writes an entity, or a frame such as that of a query, to Parquet, CSV or JSON lines. The file is written beside its
 * place and then renamed, so that nobody ever sees a part of it; no row comes into JavaScript. Inside of a
 * transaction, what that has written is in it.
 *
 * - emits once, when the file is there
 * - completes after that
 * - errors with an `EngineError`, with what was there before as it was; `unsupported` where the engine is another
 * - on unsubscribe, the writing stops, and what was there stays as it was
 */
export function exportEntity(
  engine: Engine,
  what: Entity | Frame,
  path: string,
  options: ExportFileOptions = {},
): Observable<Exported> {
  return defer(() => {
    const frame = isFrame(what) ? what : engine.read(what);
    const origin = OwnFrame.originOf(plainFrame(frame));
    if (!origin)
      throw new EngineError(
        'unsupported',
        `expected a frame of an engine on DuckDB to export, got ${frame.entityId} of ${engine.name}`,
      );
    const { source, host } = origin;
    return inSession(host, async (session) => {
      const { text, parameters } = await composed(source, host, session);
      const rows = await exportFile(session, { text, parameters }, path, options);
      return { path, rows };
    });
  });
}
