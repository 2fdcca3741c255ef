import type { SchedulerLike } from 'rxjs';
import type { Entity } from '../../definitions/entity.ts';
import type { Database } from './connection/database.ts';
import type { Session } from './connection/session.ts';
import type { ValueOptions } from './values/valueOptions.ts';

/** What an engine and those inside of its transactions have in common. */
export interface Root {
  /** Entities whose rows are in files, as they were last read. */
  readonly filed: Map<string, Entity>;
}

/** What the parts of an engine on DuckDB work with. */
export interface DuckdbHost {
  /** Whose frames know each other: an engine and the engines inside of its transactions. */
  readonly root: Root;
  /** The database, opened by the first who asks. */
  readonly database: () => Promise<Database>;
  readonly scheduler: SchedulerLike;
  readonly batchSize: number;
  /** How values become those of JavaScript. */
  readonly values: ValueOptions;
  /** How many tables are kept that were overwritten as a whole. */
  readonly copies: number;
  /** The transaction that everything is part of; nothing where each is one of its own. */
  readonly transaction: Transaction | undefined;
}

/** A transaction while its work goes on. */
export interface Transaction {
  readonly session: Session;
  /** The entities that it has written to, which only it can read as they are. */
  readonly touched: Set<string>;
  /** Lets one piece of work at a time have the connection. */
  readonly turn: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  /** The same for what makes a table; the schema that it is in is there then. */
  readonly making: <T>(entityId: string, work: (session: Session) => Promise<T>) => Promise<T>;
  readonly assertOpen: () => void;
}
