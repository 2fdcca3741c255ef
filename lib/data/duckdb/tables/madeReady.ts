import type { Observable } from 'rxjs';
import { EngineError } from '../../engineError.ts';
import { task } from '../connection/task.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { tableName } from './tableName.ts';
import { schemaStatement } from './tables.ts';

/** Makes the schemas that tables are going to be in; those that were asked for before are there. */
export const madeReady = (entityIds: readonly string[], host: DuckdbHost): Observable<never> =>
  task(async () => {
    try {
      const { connections, schemas } = await host.database();
      const missing = new Set(entityIds.flatMap(schemaOf).filter((schema) => !schemas.has(schema)));
      for (const schema of missing) {
        await connections.apart(schemaStatement(schema));
        schemas.add(schema);
      }
    } catch (error) {
      throw duckdbError(error);
    }
  });

function schemaOf(entityId: string): readonly string[] {
  try {
    const { schema } = tableName(entityId);
    return schema === 'main' ? [] : [schema];
  } catch (error) {
    // Whoever writes to it is told.
    if (error instanceof EngineError) return [];
    throw error;
  }
}
