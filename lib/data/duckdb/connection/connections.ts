import type { DuckDBInstance } from '@duckdb/node-api';
import { EngineError } from '../../engineError.ts';
import type { Committed } from '../committed/committed.ts';
import { DATA } from '../tables/ownNames.ts';
import { Session } from './session.ts';
import type { ThreadGate } from './threadGate.ts';

/** Connections of a database: each work has one to itself, so that stopping one never stops another. */
export class Connections {
  readonly #idle: Session[] = [];
  readonly #busy = new Set<Session>();
  readonly #left: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly gate: ThreadGate,
    private readonly committed: Committed,
  ) {}

  /** A connection that nobody else has, until it is given back. */
  async take(): Promise<Session> {
    this.#assertOpen();
    const session = this.#idle.pop() ?? (await this.#made());
    if (this.#isClosed) session.close();
    this.#assertOpen();
    this.#busy.add(session);
    return session;
  }

  /** Takes a connection back. One in an unknown state is not used again. */
  give(session: Session, { isSound = true } = {}): void {
    if (isSound && session.temporary.size > 0) {
      session.tidy().then(
        () => this.give(session),
        () => this.give(session, { isSound: false }),
      );
      return;
    }
    this.#busy.delete(session);
    if (this.#busy.size === 0) for (const resolve of this.#left.splice(0)) resolve();
    if (this.#isClosed || !isSound || this.#idle.length >= KEPT) session.close();
    else this.#idle.push(session);
  }

  /** Does work with a connection. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.take();
    let isSound = false;
    try {
      const result = await work(session);
      isSound = true;
      return result;
    } finally {
      this.give(session, { isSound });
    }
  }

  /** Runs a statement by a connection of its own, after those that were to be run so before. */
  apart(text: string): Promise<void> {
    const run = async () => {
      await this.use((session) => session.run(text));
    };
    const mine = this.#last.then(run);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** Breaks off what is under way, and waits until nobody has a connection any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const session of this.#busy) session.interrupt();
    for (const session of this.#idle.splice(0)) session.close();
    if (this.#busy.size > 0) await new Promise<void>((resolve) => this.#left.push(resolve));
  }

  async #made(): Promise<Session> {
    const connection = await this.gate(() => this.instance.connect());
    const session = new Session(connection, this.gate, this.committed, (text) => this.apart(text));
    await session.run(settings);
    return session;
  }

  #assertOpen(): void {
    if (this.#isClosed)
      throw new EngineError('closed', 'expected an engine that is open, got one that is over');
  }
}

/** How many connections are kept for the next who needs one. */
const KEPT = 8;

/** It can be asked how far a statement is, and times without a zone are those of UTC, as in JavaScript. */
const settings = `
use ${DATA};
set enable_progress_bar = true; set enable_progress_bar_print = false; set progress_bar_time = 0;
set TimeZone = 'UTC';
`;
