import type { DuckDBInstance } from '@duckdb/node-api';
import { EngineError } from '../engineError.ts';
import { Session } from './session.ts';
import type { ThreadGate } from './threadGate.ts';

/** Connections of a database: each work has one to itself, so that stopping one never stops another. */
export class Connections {
  readonly #idle: Session[] = [];
  readonly #busy = new Set<Session>();
  #isClosed = false;

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly gate: ThreadGate,
  ) {}

  /** A connection that nobody else has, until it is given back. */
  async take(): Promise<Session> {
    this.#assertOpen();
    const session =
      this.#idle.pop() ?? new Session(await this.gate(() => this.instance.connect()), this.gate);
    if (this.#isClosed) session.close();
    this.#assertOpen();
    this.#busy.add(session);
    return session;
  }

  /** Takes a connection back. One in an unknown state is not used again. */
  give(session: Session, { isSound = true } = {}): void {
    this.#busy.delete(session);
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

  /** Breaks off what is under way. */
  close(): void {
    this.#isClosed = true;
    for (const session of this.#busy) session.interrupt();
    for (const session of this.#idle.splice(0)) session.close();
  }

  #assertOpen(): void {
    if (this.#isClosed)
      throw new EngineError('closed', 'expected an engine that is open, got one that is over');
  }
}

/** How many connections are kept for the next who needs one. */
const KEPT = 8;
