import type { Entity } from '../../../definitions/entity.ts';
import type { SizeEstimate } from '../../engine.ts';
import type { Session } from '../connection/session.ts';
import { quotedText } from '../tables/quoted.ts';
import { describeEntityFiles } from './describeEntityFiles.ts';
import { fileKindOf } from './fileSource.ts';

/** How big the files of an entity are. Parquet tells how many rows it has; of text nobody knows without reading it. */
export async function filesSize(session: Session, entity: Entity): Promise<SizeEstimate> {
  const { files: found } = await describeEntityFiles(session, entity);
  const list = `[${found.map((path) => quotedText(path.replace(/[[*?]/g, '[$&]'))).join(', ')}]`;
  const [size] = await session.rows(`select sum(size) as bytes from read_blob(${list})`);
  const isParquet = entity.files && fileKindOf(entity.id, entity.files) === 'parquet';
  const [count] = isParquet
    ? await session.rows(`select sum(num_rows) as n from parquet_file_metadata(${list})`)
    : [];
  return {
    rows: count ? Number(count['n']) : undefined,
    bytes: Number(size?.['bytes'] ?? 0),
  };
}
