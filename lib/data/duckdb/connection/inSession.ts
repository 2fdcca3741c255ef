import type { Observable } from 'rxjs';
import type { DuckdbHost } from '../duckdbHost.ts';
import { frameError } from '../errors/frameError.ts';
import type { Session } from './session.ts';
import { task } from './task.ts';

/** Asks something, with a connection of its own or with that of the transaction; one emission. */
export const inSession = <T>(host: DuckdbHost, work: (session: Session) => Promise<T>): Observable<T> =>
  task(async (signal, emit) => {
    const answer = await askedIn(host, work, signal);
    if (!signal.aborted) emit(answer);
  });

/** The same for who waits for it. */
export async function askedIn<T>(
  host: DuckdbHost,
  work: (session: Session) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    if (host.transaction) {
      host.transaction.assertOpen();
      return await host.transaction.turn(work);
    }
    const { connections } = await host.database();
    return await connections.use(async (session) => {
      signal.addEventListener('abort', () => session.interrupt());
      return await work(session);
    });
  } catch (error) {
    throw frameError(error);
  }
}
