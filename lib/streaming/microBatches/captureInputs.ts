import { catchError, forkJoin, map, type Observable, of } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import type { BatchSetup, CapturedInputs } from './batchRun.ts';
import { heldFrame } from './heldFrame.ts';

/**
 * Takes hold of the inputs that a run is to read as they are now; one emission. By their versions, or else by their
 * rows.
 */
export function captureInputs(setup: BatchSetup): Observable<CapturedInputs> {
  const { pipe, options, engine, entity } = setup;
  const { reads = {} } = options;
  const inputs = pipe.inputs.filter(({ id }) => id !== entity.id && reads[id] === 'capturedAtStart');
  if (inputs.length === 0) return of(new Map());
  const { versions, timeTravel } = engine.capabilities;
  return versions && timeTravel ? byVersion(inputs, setup) : byRows(inputs, setup);
}

function byVersion(inputs: readonly Entity[], { pipe, engine }: BatchSetup): Observable<CapturedInputs> {
  return engine.versions(inputs.map(({ id }) => id)).pipe(
    map((versions) => {
      const missing = inputs.find(({ id }) => !versions.has(id));
      if (missing) throw notThere(missing.id, pipe.id);
      return new Map(
        inputs.map((input) => {
          const version = versions.get(input.id) as number;
          return [input.id, (inside: Engine) => inside.read(input, { kind: 'rows', version })];
        }),
      );
    }),
  );
}

function byRows(
  inputs: readonly Entity[],
  { pipe, engine, options: { captureLimit: limit = 100_000 } }: BatchSetup,
): Observable<CapturedInputs> {
  const frames = inputs.map((input) =>
    heldFrame(engine.read(input), { queryId: pipe.id, limit }).pipe(
      map((frame): [string, () => Frame] => [input.id, () => frame]),
      catchError((error: unknown) => {
        const isMissing = error instanceof EngineError && error.errorClass === 'not_found';
        throw isMissing ? notThere(input.id, pipe.id) : error;
      }),
    ),
  );
  return forkJoin(frames).pipe(map((all) => new Map(all)));
}

function notThere(entityId: string, pipeId: string): EngineError {
  const expected = `expected a table of ${entityId}, which ${pipeId} captures when it starts`;
  return new EngineError('not_found', `${expected}, got none`, { entityId });
}
