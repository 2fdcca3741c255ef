import type { Observable } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { Engine } from '../data/engine.ts';
import { EngineError } from '../data/engineError.ts';
import type { Entity } from '../definitions/entity.ts';

/** Whether there is a table of an entity; one emission. */
export const hasTable = (entity: Entity, engine: Engine): Observable<boolean> =>
  engine.schema(entity).pipe(
    settle<unknown, boolean>({
      completed: () => [true],
      failed: (error) => {
        if (error instanceof EngineError && error.errorClass === 'not_found') return [false];
        throw error;
      },
    }),
  );
