import type { Observable } from 'rxjs';
import { stopGracefully } from '../../operators/stopGracefully.ts';
import { warn } from '../../operators/warn.ts';
import type { RunEvent } from './runEvent.ts';
import { RunFailedError } from './runFailedError.ts';

/** A run that is cancelled when nobody listens any more, and that goes on until all of it has ended. */
export function stoppableRun(
  start: (stop$: Observable<void>) => Observable<RunEvent>,
): Observable<RunEvent> {
  return stopGracefully(start, { onLateError: unlessTold });
}

/** How a run ended that nobody listens to has been told as signals. */
function unlessTold(error: unknown): void {
  if (!(error instanceof RunFailedError)) warn('a run failed while it was being cancelled', error);
}
