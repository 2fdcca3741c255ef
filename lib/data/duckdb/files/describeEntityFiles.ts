import type { Entity } from '../../../definitions/entity.ts';
import { EngineError } from '../../engineError.ts';
import type { Session } from '../connection/session.ts';
import { describeFiles, type FilesDescription } from './describeFiles.ts';

/** Which files there are of an entity, and which columns they have. */
export async function describeEntityFiles(
  { connection }: Session,
  entity: Pick<Entity, 'id' | 'schema' | 'files'>,
): Promise<FilesDescription> {
  const { id: entityId, files } = entity;
  if (!files) throw new EngineError('internal', `${entityId}: expected files`, { entityId });
  return await describeFiles(connection, entity, files);
}
