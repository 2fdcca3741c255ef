import { concat, defer, finalize, from, ignoreElements, type Observable, type ObservableInput } from 'rxjs';
import type { Engine } from '../../engine.ts';
import { EngineError } from '../../engineError.ts';
import type { DuckdbHost, Transaction } from '../duckdbHost.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { putNotes } from '../tables/putNotes.ts';
import { tableName } from '../tables/tableName.ts';
import { shapeOf } from '../tables/tableShapes.ts';
import { hasSchema, schemaStatement } from '../tables/tables.ts';
import type { Database } from './database.ts';
import type { Session } from './session.ts';

/** Does work with an engine of its own, all or nothing of which takes effect. */
export const transacted = <T>(
  host: DuckdbHost,
  engineOn: (host: DuckdbHost) => Engine,
  work: (engine: Engine) => ObservableInput<T>,
): Observable<T> =>
  defer(() => {
    const transaction = new OpenTransaction(host);
    const inside = engineOn({ ...host, transaction });
    const begin$ = defer(() => from(transaction.begin())).pipe(ignoreElements());
    const commit$ = defer(() => from(transaction.commit())).pipe(ignoreElements());
    return concat(
      begin$,
      defer(() => work(inside)),
      commit$,
    ).pipe(finalize(() => transaction.end()));
  });

class OpenTransaction implements Transaction {
  readonly touched = new Set<string>();
  #session: Session | undefined;
  #database: Database | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #done: 'nothing' | 'tables' | 'more' = 'nothing';
  #state: 'beginning' | 'open' | 'committing' | 'over' = 'beginning';

  constructor(private readonly host: DuckdbHost) {}

  get session(): Session {
    this.assertOpen();
    return this.#session as Session;
  }

  async begin(): Promise<void> {
    try {
      this.#database = await this.host.database();
      const session = await this.#database.connections.take();
      this.#session = session;
      await session.begin();
    } catch (error) {
      throw duckdbError(error);
    }
    if (this.#state === 'over') this.#leave();
    else this.#state = 'open';
  }

  /** Statements of one piece of work go on one after the other, and nothing of another between. */
  readonly turn = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    this.#queued((session) => {
      this.#done = 'more';
      return work(session);
    });

  readonly making = <T>(entityId: string, work: (session: Session) => Promise<T>): Promise<T> =>
    this.#queued(async (session) => {
      const shape = await shapeOf(session, entityId);
      if (!shape || shape.isDropped) await this.#withSchema(session, tableName(entityId).schema);
      if (this.#done === 'nothing') this.#done = 'tables';
      return await work(session);
    });

  #queued<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const mine = this.#last.then(() => work(this.session));
    this.#last = mine.catch(() => {});
    return mine;
  }

  /**
   * A schema that is made apart is not seen by a transaction that has begun. As long as nothing was done it begins
   * anew, which nobody notices; where tables were made, it makes the schema itself, which others have to wait for.
   */
  async #withSchema(session: Session, schema: string): Promise<void> {
    if (this.#done === 'more' || (await hasSchema(session, schema))) return;
    if (this.#done === 'tables') {
      await session.run(schemaStatement(schema));
      return;
    }
    await session.apart(schemaStatement(schema));
    await session.rollback();
    await session.begin();
  }

  readonly assertOpen = (): void => {
    if (this.#state === 'open' && this.#session) return;
    throw new EngineError('closed', 'expected a transaction that is open, got one that is over');
  };

  async commit(): Promise<void> {
    this.assertOpen();
    const session = this.session;
    await this.#last;
    this.#state = 'committing';
    try {
      await putNotes(session);
      await this.#database?.pins.settled();
      await session.commit();
    } catch (error) {
      throw duckdbError(error);
    }
    this.#state = 'over';
    this.#session = undefined;
    this.#database?.connections.give(session);
  }

  end(): void {
    const before = this.#state;
    this.#state = 'over';
    if (before !== 'over' && this.#session) this.#leave();
  }

  #leave(): void {
    const session = this.#session;
    this.#session = undefined;
    if (!session) return;
    session.interrupt();
    const rolledBack = async () => {
      await this.#last;
      const isSound = await session.rollback().then(
        () => true,
        () => false,
      );
      this.#database?.connections.give(session, { isSound });
    };
    void rolledBack();
  }
}
