import { defer, type Observable, of } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { Engine, SizeEstimate } from '../data/engine.ts';
import { EngineError } from '../data/engineError.ts';

/** How big the table of an entity is; nothing where there is no table yet, or where the engine cannot tell. */
export const sizeOf = (entityId: string, engine: Engine): Observable<SizeEstimate | undefined> =>
  defer(() => engine.estimateSize(entityId)).pipe(
    settle<SizeEstimate, SizeEstimate | undefined>({
      completed: (size) => of(size),
      failed: (error) => {
        if (error instanceof EngineError) return of(undefined);
        throw error;
      },
    }),
  );
