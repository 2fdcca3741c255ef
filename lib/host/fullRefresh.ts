import { of } from 'rxjs';
import type { RunOptions } from '../execution/runOptions.ts';

/** Options of a run that reads everything again: nobody is asked which part of an entity is new. */
export const fullRefresh = <O extends RunOptions>(options: O): O => ({
  ...options,
  slice: () => of({ kind: 'rows' } as const),
});
