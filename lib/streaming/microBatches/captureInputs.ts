import { map, type Observable, of } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { BatchSetup, CapturedInputs } from './batchRun.ts';

/** Takes hold of the inputs that a run is to read as they are now; one emission. */
export function captureInputs({ pipe, options, engine, entity }: BatchSetup): Observable<CapturedInputs> {
  const { reads = {} } = options;
  const inputs = pipe.inputs.filter(({ id }) => id !== entity.id && reads[id] === 'capturedAtStart');
  if (inputs.length === 0) return of(new Map());
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

function notThere(entityId: string, pipeId: string): EngineError {
  const expected = `expected a table of ${entityId}, which ${pipeId} captures when it starts`;
  return new EngineError('not_found', `${expected}, got none`, { entityId });
}
