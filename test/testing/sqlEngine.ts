import { defer, filter, map, type Observable } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { queryFrameId } from '../../lib/data/queryFrameId.ts';
import { type Frame, frameBrand, isFrame, type Row } from '../../lib/definitions/frame.ts';
import { rowsToColumns } from '../../lib/definitions/rowsToColumns.ts';
import { isSqlQuery, type SqlQuery, type SqlValue } from '../../lib/definitions/sqlValue.ts';

/**
 * An engine in memory that runs queries: those that the suite asks, which it knows by heart. Like any
 * engine with SQL, it knows its own frames and no others.
 */
export function sqlEngine(made: Engine = memoryEngine(), mine = new WeakSet<Frame>()): Engine {
  const own = (frame: Frame) => {
    mine.add(frame);
    return frame;
  };
  return {
    ...made,
    capabilities: { ...made.capabilities, sql: 'by heart' },
    read: (...args) => own(made.read(...args)),
    query: (query) => own(queryFrame(query, mine)),
    transaction: (work) => made.transaction((inside) => work(sqlEngine(inside, mine))),
  };
}

interface Understood {
  readonly from: Frame;
  readonly holds: (row: Row) => boolean;
}

function queryFrame(query: SqlQuery, mine: WeakSet<Frame>): Frame {
  const understood = <T>(then: (what: Understood) => Observable<T>) =>
    defer(() => then(understand(query, mine)));
  const rows: Frame['rows'] = (options) =>
    understood(({ from, holds }) =>
      from.rows(options).pipe(
        map((some) => some.filter(holds)),
        filter((some) => some.length > 0),
      ),
    );
  return {
    [frameBrand]: true,
    entityId: queryFrameId,
    columns: () => understood(({ from }) => from.columns()),
    rows,
    batches: (options) => rows(options).pipe(map((some) => rowsToColumns(some))),
  };
}

function understand(query: SqlQuery, mine: WeakSet<Frame>): Understood {
  const text = query.strings.join('?');
  const [from, ...values] = query.values;
  const predicate = statements[text];
  if (!predicate) throw new EngineError('invalid', `expected a statement of the suite, got ${text}`);
  return { from: frameOf(from, mine), holds: predicate(...values) };
}

function frameOf(value: SqlValue | undefined, mine: WeakSet<Frame>): Frame {
  if (isSqlQuery(value)) return queryFrame(value, mine);
  if (isFrame(value) && mine.has(value)) return value;
  throw new EngineError('unsupported', 'expected a frame of this engine, got one of another');
}

/** What is selected, by the text of the statement; the first value is what it is selected from. */
const statements: Readonly<Record<string, (...values: readonly SqlValue[]) => (row: Row) => boolean>> = {
  'select * from ?': () => () => true,
  'select * from ? where amount > ?': (least) => (row) => Number(row['amount']) > Number(least),
  'select * from ? as large where amount < ?': (most) => (row) => Number(row['amount']) < Number(most),
  'select * from ? where ? = ?': (column, wanted) => (row) => row[named(column)] === wanted,
  'select * from ? where id in (?)': (list) => (row) => listed(list).includes(String(row['id'])),
};

const named = (value: SqlValue | undefined) =>
  typeof value === 'object' && value && 'identifier' in value ? value.identifier : '';

const listed = (value: SqlValue | undefined): readonly SqlValue[] =>
  typeof value === 'object' && value && 'kind' in value && value.kind === 'list' ? value.values : [];
