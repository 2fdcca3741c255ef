import { type Frame, frameBrand } from '../../definitions/frame.ts';
import type { SqlQuery } from '../../definitions/sqlValue.ts';
import { EngineError } from '../engineError.ts';
import { queryFrameId } from '../queryFrameId.ts';
import { readableQuery } from '../readableQuery.ts';
import type { MemoryHost } from './memoryHost.ts';

/** The frame of a query, which there are no rows of in memory: whoever asks for them is refused. */
export function memoryQuery(query: SqlQuery, { answer }: MemoryHost): Frame {
  const refused = () => answer(() => refuse(query));
  return { [frameBrand]: true, entityId: queryFrameId, columns: refused, rows: refused, batches: refused };
}

function refuse(query: SqlQuery): never {
  const expected = 'expected rows, as the engine memory runs no SQL';
  throw new EngineError('unsupported', `${expected}, got a query: ${readableQuery(query)}`);
}
