import { catchError, EMPTY } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { queryFrameId } from '../../lib/data/queryFrameId.ts';
import { withFrames } from '../../lib/data/withFrames.ts';
import type { Entity } from '../../lib/definitions/entity.ts';
import { type Frame, isFrame } from '../../lib/definitions/frame.ts';
import { isSqlQuery, type SqlQuery, type SqlValue } from '../../lib/definitions/sqlValue.ts';
import { now } from '../data/support/now.ts';
import { eagerly, type Fault } from './brokenEngines.ts';

/** A fault of what is made of a query. */
const asking =
  (change: (query: SqlQuery, engine: Engine) => SqlQuery): Fault =>
  (engine) => ({ query: (query) => engine.query(change(query, engine)) });

/** The query over whole tables, known by their names. */
const named = (query: SqlQuery, engine: Engine): SqlQuery =>
  withFrames(query, (frame) => (frame.entityId === queryFrameId ? frame : tableOf(frame, engine)));

/** A fault of the rows of a query. */
const answering =
  (change: (frame: Frame) => Partial<Frame>): Fault =>
  (engine) => ({
    query: (query) => {
      const frame = engine.query(query);
      return Object.assign(frame, change({ ...frame }));
    },
  });

/** The whole table that a frame is named after. */
const tableOf = ({ entityId }: Pick<Frame, 'entityId'>, engine: Engine): Frame =>
  engine.read({ id: entityId } as Entity);

/** A query as its text alone, with everything pasted but frames. */
function pasted({ strings, values, ...query }: SqlQuery): SqlQuery {
  const [first = '', ...rest] = strings;
  const texts = [first];
  const kept: SqlValue[] = [];
  for (const [i, text] of rest.entries()) {
    const value = values[i] ?? null;
    const stays = typeof value === 'object' && value !== null;
    if (stays) kept.push(value);
    if (stays) texts.push(text);
    else texts.push(`${texts.pop()}'${value}'${text}`);
  }
  return { ...query, strings: texts, values: kept };
}

/** A query over what the queries within it are over. */
function flat(query: SqlQuery): SqlQuery {
  const values = query.values.map((value) => (isSqlQuery(value) ? (value.values[0] ?? value) : value));
  return { ...query, values };
}

/** Faults of engines that run SQL, by what they do. */
export const sqlFaults: Readonly<Record<string, Fault>> = {
  'pastes values into a query': asking(pasted),
  'knows frames by the names of their tables alone': asking(named),
  'forgets queries within queries': asking(flat),
  'runs a query before it is asked for rows': answering((frame) => {
    const rows = eagerly(frame.rows());
    return { rows: () => rows };
  }),
  'checks a query when it is made': (engine) => ({
    query: (query) => {
      const frame = engine.query(query);
      now(frame.columns());
      return frame;
    },
  }),
  'names a query after what it reads': answering(() => ({ entityId: 'suite.orders' })),
  'gives no rows for what it does not understand': answering((frame) => ({
    rows: () => frame.rows().pipe(catchError(() => EMPTY)),
    columns: () => frame.columns().pipe(catchError(() => EMPTY)),
  })),
  'writes a table in place of a query over it': (engine) => ({
    write: (entity, source, mode) => {
      const isQuery = isFrame(source) && source.entityId === queryFrameId;
      return engine.write(entity, isQuery ? tableOf({ entityId: 'suite.orders' }, engine) : source, mode);
    },
  }),
  'runs queries outside of the transaction they are made in': (engine) => ({
    transaction: (work) =>
      engine.transaction((inside) =>
        work({ ...inside, query: (query) => engine.query(named(query, engine)) }),
      ),
  }),
};
