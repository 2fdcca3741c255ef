import { type ComposedSql, compose } from '../../../definitions/compose.ts';
import { type Frame, isFrame } from '../../../definitions/frame.ts';
import type { SqlList, SqlQuery, SqlValue } from '../../../definitions/sqlValue.ts';
import type { Slice } from '../../slice.ts';
import type { Session } from '../connection/session.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { entityFilesQuery } from '../files/entityFilesQuery.ts';
import { stagedQuery } from '../files/stagedQuery.ts';
import { quoted } from '../tables/quoted.ts';
import { existingShape } from '../tables/tableShapes.ts';
import { fragment, text } from './fragment.ts';
import { type FrameSource, sourceOf } from './ownFrame.ts';
import { sliceQuery } from './sliceQuery.ts';

/** At which version entities are read that are not said to be read at another; nothing for the newest. */
export type VersionOf = (entityId: string) => Promise<number | undefined>;

const newest: VersionOf = async () => undefined;

/** Puts what a frame stands for into the words of DuckDB, with the tables as they are in the session's transaction. */
export async function composed(
  source: FrameSource,
  host: DuckdbHost,
  session: Session,
  versionOf: VersionOf = newest,
): Promise<ComposedSql> {
  const whole = await queryOf(source, session, versionOf, { isOrdered: true });
  const known = new Map<Frame, SqlQuery>();
  await resolveFrames(whole, known, { host, session, versionOf });
  return compose(whole, {
    frame: (frame) => known.get(frame) ?? fragment(text('select 1')),
    identifier: quoted,
    parameter: (index) => `$${index + 1}`,
  });
}

/** The entities that a frame reads, also through queries within queries. */
export function entitiesOf(source: FrameSource, host: DuckdbHost): readonly string[] {
  if (source.kind === 'entity') return source.entity.files ? [] : [source.entity.id];
  if (source.kind === 'files') return [];
  return framesIn(source.query).flatMap((frame) => entitiesOf(sourceOf(frame, host), host));
}

/** Whether a frame reads files, of which a connection has tables of its own. */
export function readsFiles(source: FrameSource, host: DuckdbHost): boolean {
  if (source.kind !== 'query') return source.kind === 'files';
  return framesIn(source.query).some((frame) => readsFiles(sourceOf(frame, host), host));
}

/** Rows have the order that a slice says, except within a query, which has one of its own or none. */
interface Order {
  readonly isOrdered: boolean;
}

async function queryOf(
  source: FrameSource,
  session: Session,
  versionOf: VersionOf,
  order: Order,
): Promise<SqlQuery> {
  switch (source.kind) {
    case 'query':
      return source.query;
    case 'files':
      return stagedQuery((await source.read.on(session))[source.part]);
    case 'entity':
      return await entityQuery(source, session, versionOf, order);
  }
}

interface Resolving {
  readonly host: DuckdbHost;
  readonly session: Session;
  readonly versionOf: VersionOf;
}

async function resolveFrames(
  query: SqlQuery,
  known: Map<Frame, SqlQuery>,
  resolving: Resolving,
): Promise<void> {
  for (const frame of framesIn(query)) {
    if (known.has(frame)) continue;
    const source = sourceOf(frame, resolving.host);
    const inner = await queryOf(source, resolving.session, resolving.versionOf, { isOrdered: false });
    known.set(frame, inner);
    await resolveFrames(inner, known, resolving);
  }
}

async function entityQuery(
  { entity, slice }: Extract<FrameSource, { kind: 'entity' }>,
  session: Session,
  versionOf: VersionOf,
  order: Order,
): Promise<SqlQuery> {
  if (entity.files) return await entityFilesQuery(session, entity, slice);
  const shape = await existingShape(session, entity.id);
  if (shape.rowsNumber === undefined) return fragment(text('select null as nothing where false'));
  const pinned = await pinnedSlice(entity.id, slice, versionOf);
  return sliceQuery(shape, { keys: entity.keys, slice: pinned, ...order });
}

async function pinnedSlice(entityId: string, slice: Slice, versionOf: VersionOf): Promise<Slice> {
  const said = slice.kind === 'rows' ? slice.version : slice.upTo;
  if (said !== undefined) return slice;
  const version = await versionOf(entityId);
  if (version === undefined) return slice;
  return slice.kind === 'rows' ? { ...slice, version } : { ...slice, upTo: version };
}

function framesIn({ values }: SqlQuery | SqlList): readonly Frame[] {
  return values.flatMap((value) => (isFrame(value) ? [value] : isNested(value) ? framesIn(value) : []));
}

const isNested = (value: SqlValue): value is SqlQuery | SqlList =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'sql' || value.kind === 'list');
