import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { duckdbError } from '../../../../lib/data/duckdb/errors/duckdbError.ts';
import { quoted } from '../../../../lib/data/duckdb/tables/quoted.ts';
import { memoryEngine } from '../../../../lib/data/memory/memoryEngine.ts';
import { compose } from '../../../../lib/definitions/compose.ts';
import { sql } from '../../../../lib/definitions/sql.ts';
import type { SqlQuery } from '../../../../lib/definitions/sqlValue.ts';
import { entityOf } from '../../support/entityOf.ts';
import { connected } from '../support/connected.ts';

let connection: DuckDBConnection;
let close: () => void;
beforeAll(async () => {
  ({ connection, close } = await connected());
  await connection.run(
    'create table orders (id integer primary key, amount double, name varchar not null)',
  );
  await connection.run("insert into orders values (1, 2, 'x')");
});
afterAll(() => close());

async function errorOf(text: string): Promise<unknown> {
  try {
    await connection.run(text);
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure, got none');
}

const told = async (text: string) => duckdbError(await errorOf(text), { entityId: 'silver.orders' });

describe('duckdbError', () => {
  it.each([
    ['select * from oders', 'not_found', 'Table with name oders does not exist; did you mean "orders"?'],
    ['drop table nope', 'not_found', 'Table with name nope does not exist; did you mean "orders"?'],
    [
      'select amout from orders',
      'invalid',
      'Referenced column "amout" not found in FROM clause; did you mean "amount", "name"?',
    ],
    ['selct 1', 'invalid', 'syntax error at or near "selct"'],
    [
      'select sume(id) from orders',
      'invalid',
      'Scalar Function with name sume does not exist; did you mean "sum"?',
    ],
    [
      'select name + 1 from orders',
      'invalid',
      "No function matches the given name and argument types '+(VARCHAR, INTEGER_LITERAL)'. You might need to add explicit type casts",
    ],
    [
      "insert into orders (id, nme) values (1, 'a')",
      'schema_mismatch',
      'Table "orders" does not have a column with name "nme"; did you mean "name", …?',
    ],
    [
      'insert into orders values (1)',
      'schema_mismatch',
      'table orders has 3 columns but 1 values were supplied',
    ],
    [
      "insert into orders values (1, 2, 'y')",
      'duplicate_key',
      'Duplicate key "id: 1" violates primary key constraint',
    ],
    [
      'insert into orders values (2, 2, null)',
      'schema_mismatch',
      'NOT NULL constraint failed: orders.name',
    ],
    [
      'select name::integer from orders',
      'schema_mismatch',
      "Could not convert string 'x' to INT32 when casting from source column name",
    ],
    [
      'select 9223372036854775807::bigint + id from orders',
      'schema_mismatch',
      'Overflow in addition of INT64 (9223372036854775807 + 1)',
    ],
    [
      "from read_csv('/nowhere/x*.csv')",
      'not_found',
      'No files found that match the pattern "/nowhere/x*.csv"',
    ],
    [
      "from read_parquet('s3://bucket/x.parquet')",
      'unsupported',
      'needs the DuckDB extension httpfs, which is not there and is never fetched of itself; run INSTALL httpfs once where there is a network, then LOAD httpfs',
    ],
  ])('makes of what fails with %s: %s', async (text, errorClass, message) => {
    expect(await told(text)).toMatchObject({
      name: 'EngineError',
      errorClass,
      entityId: 'silver.orders',
      message: expect.stringMatching(exactly(`silver.orders: ${message}`)),
      transient: false,
    });
  });

  it('tells a conflict, which may pass', async () => {
    const { instance, connection: one, close: end } = await connected();
    const other = await instance.connect();
    await one.run('create table t as select 1 as a');
    await one.run('begin');
    await one.run('update t set a = 2');
    const error = duckdbError(await other.run('update t set a = 3').catch((reason: unknown) => reason));
    other.closeSync();
    end();

    expect(error).toMatchObject({
      errorClass: 'conflict',
      transient: true,
      sqlState: '40001',
      message: 'Conflict on update',
    });
  });

  it('names who holds a file, which will not pass of itself', () => {
    const said =
      'IO Error: Could not set lock on file "/data/l.db": Conflicting lock is held in /usr/bin/node (PID 2745). See also https://duckdb.org';

    expect(duckdbError(new Error(said))).toMatchObject({
      errorClass: 'unavailable',
      transient: false,
      message:
        'expected to open /data/l.db, but process 2745 (/usr/bin/node) holds it; one process can write to a file, and while it does no other can open it',
    });
  });

  it('tells a query that was interrupted from one that failed', async () => {
    const running = errorOf('select count(*) from range(1000000) a, range(100000) b');
    setTimeout(() => connection.interrupt(), 30);

    expect(duckdbError(await running)).toMatchObject({ errorClass: 'cancelled', sqlState: '57014' });
  });

  it('tells what to do about memory', async () => {
    await connection.run("set memory_limit = '10MB'");
    const error = await told(
      'select count(*) from (select distinct md5(range::varchar) from range(1000000))',
    );
    await connection.run("set memory_limit = '1GB'");

    expect(error).toMatchObject({
      errorClass: 'internal',
      message: expect.stringMatching(
        /^silver\.orders: DuckDB has no memory left \(.* used\); give it more/,
      ),
    });
  });

  it('tells a connection that is closed', async () => {
    const own = await connected();
    own.close();
    const error = await own.connection.run('select 1').catch((reason: unknown) => reason);

    expect(duckdbError(error)).toMatchObject({ errorClass: 'closed' });
  });

  it('leaves an engine’s own error as it is, and calls internal what nobody knows', () => {
    const error = duckdbError('odd');

    expect(error).toMatchObject({ errorClass: 'internal', message: 'odd' });
    expect(duckdbError(error)).toBe(error);
  });
});

const dialect = {
  frame: () => '(select id, amount\n from (select *\n from orders))',
  identifier: quoted,
  parameter: (index: number) => `$${index + 1}`,
};

/** Runs a query within a statement, and tells its error. */
async function failing(query: SqlQuery) {
  const composed = compose(query, dialect);
  const before = 'create or replace temp table made as\n(';
  const text = `${before}${composed.text})`;
  const values = composed.parameters as DuckDBValue[];
  const error = await connection.run(text, values).catch((reason: unknown) => reason);
  return duckdbError(error, {
    entityId: 'silver.orders',
    statement: { text, begin: before.length, composed },
  }).message;
}

describe('templateLine', () => {
  const orders = memoryEngine().read(entityOf('bronze.orders'));

  it('tells the line of the template, whatever the values became', async () => {
    const query = sql`
      select id, ${5} as five
      from ${orders} where id > ${1} and
        amout > ${3}
    `;

    expect(await failing(query)).toBe(
      `silver.orders: line 4 of its query (amout > \${…}): Referenced column "amout" not found in FROM clause; did you mean "amount"?`,
    );
  });

  it('tells the line of a query within a query', async () => {
    const large = sql`
      select id
      from ${orders}
      where amuont > 5 -- large`;
    const query = sql`select *
      from ${large}`;

    expect(await failing(query)).toBe(
      'silver.orders: line 4 of a query within its query (where amuont > 5 -- large): Referenced column "amuont" not found in FROM clause; did you mean "amount"?',
    );
  });

  it('finds its way in a line of which DuckDB shows a part', async () => {
    const query = sql`select ${sql.id('id')}, 1 as a_name_that_is_long, 2 as another_name_that_is_long, 3 as and_one_more_such_name, amout, 4 as and_some_more_names, 5 as and_so_on
      from ${orders}`;

    expect(await failing(query)).toContain(`silver.orders: line 1 of its query (select \${…}, 1 as`);
  });

  it('tells the line in which a frame is put that is at fault', async () => {
    const query = sql`select id
from ${orders}`;
    const composed = compose(query, { ...dialect, frame: () => 'nowhere' });
    const error = await connection.run(composed.text).catch((reason: unknown) => reason);

    expect(duckdbError(error, { statement: { text: composed.text, begin: 0, composed } }).message).toBe(
      `line 2 of its query (from \${…}): Table with name nowhere does not exist; did you mean "orders"?`,
    );
  });

  it('tells no line where DuckDB tells none, or it is not the user’s', async () => {
    const composed = compose(sql`select 1`, dialect);
    const error = new Error('Parser Error: syntax error at end of input');
    const outside = new Error('Binder Error: odd\n\nLINE 1: insert into x\n        ^');

    expect(duckdbError(error, { statement: { text: 'select 1', begin: 0, composed } }).message).toBe(
      'syntax error at end of input',
    );
    expect(
      duckdbError(outside, { statement: { text: 'insert into x\nselect 1', begin: 14, composed } }).message,
    ).toBe('odd');
  });
});

/** A text as a whole, in which `…` stands for anything: candidates come in no certain order. */
const exactly = (text: string) =>
  new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')}$`);
