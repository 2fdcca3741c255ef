import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { Connections } from '../connection/connections.ts';
import type { DuckdbHost, Transaction } from '../duckdbHost.ts';
import { frameError } from '../errors/frameError.ts';
import { existingShape } from '../tables/tableShapes.ts';
import { type DuckdbValues, duckdbValues } from '../values/duckdbValues.ts';
import { composed, entitiesOf, readsFiles, type VersionOf } from './composed.ts';
import type { FrameSource } from './ownFrame.ts';

/** Some rows as the database hands them over, and how they are made out. */
export interface Chunk {
  readonly chunk: DuckDBDataChunk;
  readonly values: DuckdbValues;
}

/** Rows that are being read. */
export interface Reading {
  /** The next rows; nothing at the end. */
  readonly next: () => Promise<Chunk | undefined>;
  readonly close: () => void;
}

/**
 * Begins to read what a frame stands for. Inside of a transaction, what it has not written to is read by another
 * connection at the version that the transaction sees, so that several frames can be read side by side; what it
 * has written to is read through it, as a whole.
 */
export async function reading(source: FrameSource, host: DuckdbHost, left: AbortSignal): Promise<Reading> {
  const { transaction } = host;
  transaction?.assertOpen();
  if (!transaction) return await apart(source, host, left);
  const touches = entitiesOf(source, host).some((id) => transaction.touched.has(id));
  if (touches || readsFiles(source, host)) return await through(source, host, transaction);
  return await apart(source, host, left, (id) =>
    transaction.turn(async (session) => (await existingShape(session, id)).version),
  );
}

async function apart(
  source: FrameSource,
  host: DuckdbHost,
  left: AbortSignal,
  versionOf?: VersionOf,
): Promise<Reading> {
  const { connections, pins } = await host.database();
  const opening = pinned(source, { host, connections, left, ...(versionOf ? { versionOf } : {}) });
  pins.add(opening);
  const { session, composed, close } = await opening;
  try {
    left.throwIfAborted();
    const result = await session.stream(composed.text, composed.parameters);
    return { next: chunks(result, () => session.fetch(result), host), close };
  } catch (error) {
    close();
    throw frameError(error, { statement: { text: composed.text, begin: 0, composed } });
  }
}

interface Pinning {
  readonly host: DuckdbHost;
  readonly connections: Connections;
  readonly left: AbortSignal;
  readonly versionOf?: VersionOf;
}

/** A connection that sees the tables as they are now: from its first statement on. */
async function pinned(source: FrameSource, { host, connections, left, versionOf }: Pinning) {
  const session = await connections.take();
  left.addEventListener('abort', () => session.interrupt(), { once: true });
  let isDone = false;
  const close = () => {
    if (isDone) return;
    isDone = true;
    session.rollback().then(
      () => connections.give(session),
      () => connections.give(session, { isSound: false }),
    );
  };
  try {
    await session.begin('read only');
    return { session, close, composed: await composed(source, host, session, versionOf) };
  } catch (error) {
    close();
    throw error;
  }
}

async function through(source: FrameSource, host: DuckdbHost, { turn }: Transaction): Promise<Reading> {
  const result = await turn(async (session) => {
    const { text, parameters } = await composed(source, host, session);
    return await session.run(text, parameters);
  });
  return { next: chunks(result, () => result.fetchChunk(), host), close: () => {} };
}

function chunks(
  result: DuckDBResult,
  fetch: DuckDBResult['fetchChunk'],
  host: DuckdbHost,
): Reading['next'] {
  const values = duckdbValues(result, host.values);
  return async () => {
    const chunk = await fetch();
    return chunk === null || chunk.rowCount === 0 ? undefined : { chunk, values };
  };
}
