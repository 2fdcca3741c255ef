import type { Observable } from 'rxjs';
import { askedIn, inSession } from '../connection/inSession.ts';
import { task } from '../connection/task.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { versionsOf } from '../tables/tableShapes.ts';

/** The versions of entities; the database is asked for those that are not known, and for all in a transaction. */
export function askedVersions(
  ids: readonly string[],
  host: DuckdbHost,
): Observable<ReadonlyMap<string, number>> {
  if (host.transaction) return inSession(host, (session) => versionsOf(session, ids));
  return task(async (signal, emit) => {
    const answer = await versions(ids, host, signal);
    if (!signal.aborted) emit(answer);
  });
}

async function versions(ids: readonly string[], host: DuckdbHost, signal: AbortSignal) {
  try {
    const database = await host.database();
    return await database.committed.versions.of(ids, (some) =>
      askedIn(host, (session) => versionsOf(session, some), signal),
    );
  } catch (error) {
    throw duckdbError(error);
  }
}
