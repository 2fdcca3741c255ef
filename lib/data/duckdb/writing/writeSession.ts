import { firstValueFrom, timer } from 'rxjs';
import { EngineError } from '../../engineError.ts';
import type { Database } from '../connection/database.ts';
import type { Session } from '../connection/session.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { frameError } from '../errors/frameError.ts';
import { putNotes } from '../tables/putNotes.ts';

/**
 * The connection that a write has, from its first row to its commit: one of its own, or that of the
 * transaction that it is part of.
 */
export class WriteSession {
  #taken: Promise<Taken> | undefined;
  #session: Session | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #isLeft = false;
  #isStaged = false;

  constructor(
    private readonly host: DuckdbHost,
    private readonly entityId: string,
  ) {}

  /** Does something with the connection, outside of the write itself. */
  async prepare<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { transaction } = this.host;
    if (transaction) {
      transaction.assertOpen();
      return await transaction.turn(work);
    }
    const { session } = await this.#take();
    // Somebody else may have the connection by now.
    this.#assertWanted();
    return await this.#tracked(work(session));
  }

  /** The same for what makes the table that rows are put into before they are written. */
  async stage(work: (session: Session) => Promise<void>): Promise<void> {
    this.#isStaged = true;
    await this.prepare(work);
  }

  /** Does the write and commits it; in a transaction, that is left to the transaction. */
  async commit<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { transaction } = this.host;
    if (transaction) {
      transaction.assertOpen();
      transaction.touched.add(this.entityId);
      return await transaction.turn(work);
    }
    const taken = await this.#take();
    this.#session = taken.session;
    return await this.#tracked(taken.database.locks.hold(this.entityId, () => this.#tried(taken, work)));
  }

  /** Whether it is given back. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /** How far its statement is; nothing where that cannot be told. */
  progress(): { readonly rows: number; readonly fraction: number } | undefined {
    const { percentage = -1, rows_processed: rows = 0n } = this.#session?.connection.progress ?? {};
    return percentage < 0 ? undefined : { rows: Number(rows), fraction: Math.min(1, percentage / 100) };
  }

  /** Nobody waits for it any more: what it is at is broken off, and the connection given back. */
  close(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#session = undefined;
    this.#taken?.then(
      async ({ session, database }) => {
        session.interrupt();
        await this.#work.catch(() => {});
        const isSound = !this.#isStaged || (await cleared(session));
        database.connections.give(session, { isSound });
      },
      () => {},
    );
  }

  #take(): Promise<Taken> {
    this.#taken ??= taken(this.host);
    return this.#taken;
  }

  async #tracked<T>(work: Promise<T>): Promise<T> {
    this.#work = work;
    return await work;
  }

  /** A transaction that has the table is waited for a while; what two of these do to each other is no conflict. */
  async #tried<T>(taken: Taken, work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(taken, work);
      } catch (thrown) {
        const error = frameError(thrown, { entityId: this.entityId });
        if (
          !(error instanceof EngineError) ||
          error.errorClass !== 'conflict' ||
          attempt >= ATTEMPTS ||
          this.#isLeft
        )
          throw error;
        await firstValueFrom(timer(PAUSE * attempt, this.host.scheduler));
      }
    }
  }

  async #once<T>({ session, database }: Taken, work: (session: Session) => Promise<T>): Promise<T> {
    this.#assertWanted();
    await session.begin();
    try {
      const result = await work(session);
      await putNotes(session);
      await database.pins.settled();
      this.#assertWanted();
      await session.commit();
      return result;
    } catch (error) {
      await session.rollback().catch(() => {});
      throw error;
    }
  }

  #assertWanted(): void {
    if (this.#isLeft)
      throw new EngineError('cancelled', `${this.entityId}: nobody waits for the write any more`);
  }
}

interface Taken {
  readonly session: Session;
  readonly database: Database;
}

async function taken(host: DuckdbHost): Promise<Taken> {
  const database = await host.database();
  return { database, session: await database.connections.take() };
}

/** The tables that rows are in before they are put where they belong: those that come, those of a query. */
export const STAGED = 'rekindle_staged';
export const QUERIED = 'rekindle_queried';

/** How often a write is tried that comes in conflict with a transaction, and how long the first pause is. */
const ATTEMPTS = 5;
const PAUSE = 10;

/** Whether nothing is left behind on a connection. */
async function cleared(session: Session): Promise<boolean> {
  try {
    await session.run(
      `drop table if exists temp.main.${STAGED}; drop table if exists temp.main.${QUERIED}`,
    );
    return true;
  } catch {
    return false;
  }
}
