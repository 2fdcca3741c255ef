import type { Entity } from '../../../definitions/entity.ts';
import type { WriteOptions } from '../../write.ts';
import type { WriteMode } from '../../writeMode.ts';
import type { Session } from '../connection/session.ts';
import type { Incoming } from './incoming.ts';

/** A write as it is asked for. */
export interface WriteRequest {
  readonly entity: Entity;
  readonly mode: WriteMode;
  readonly options: WriteOptions;
  /** When it began. */
  readonly begunAt: number;
  /** What is written, with the tables as they are in the session's transaction. */
  readonly incoming: (session: Session) => Promise<Incoming>;
}
