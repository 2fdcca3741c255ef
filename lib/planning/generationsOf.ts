import { from, map, type Observable } from 'rxjs';
import type { Plan } from './plan.ts';

/**
 * The generations of a plan as streams of pipe ids. `concatMap` over them has a barrier after each
 * generation; `mergeMap(run, n)` inside of one runs its pipes, at most `n` at a time.
 */
export const generationsOf = (plan: Plan): Observable<Observable<string>> =>
  from(plan.generations).pipe(map((generation) => from(generation)));
