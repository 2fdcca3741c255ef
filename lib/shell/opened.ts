import { ignoreElements, type Observable } from 'rxjs';
import type { Runtime } from '../host/runtime.ts';

/**
 * Asks the engine of a project for nothing, so that a database that cannot be had, as another process holds it, is
 * told before anything starts, and not once for each pipe.
 *
 * - emits nothing
 * - completes when the engine has answered
 * - errors when it cannot
 * - on unsubscribe, does not wait for it
 */
export const opened = ({ engine }: Pick<Runtime, 'engine'>): Observable<never> =>
  engine.versions([]).pipe(ignoreElements());
