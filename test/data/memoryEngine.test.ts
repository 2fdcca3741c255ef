import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import { concat, concatMap, ignoreElements, map, mergeMap, type Observable, of, range, take } from 'rxjs';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { entityOf } from './support/entityOf.ts';
import { now } from './support/now.ts';

const columns = { id: 'number', name: 'string' };
const people = entityOf('people', { schema: columns, keys: ['id'] });
const append = { mode: 'append' } as const;
const merge = { mode: 'merge' } as const;

const ann = { id: 1, name: 'Ann' };
const bob = { id: 2, name: 'Bob' };
const cat = { id: 3, name: 'Cat' };

/** An engine that has the table of people, with these. */
const engineWith = (rows: readonly object[], options = {}) => {
  const engine = memoryEngine(options);
  now(engine.ensure(people));
  now(engine.write(people, [rows], append));
  return engine;
};
const refusal = (source: Observable<unknown>) => failureOf(() => now(source));

// biome-ignore format: marbles are aligned by hand
describe('memoryEngine in virtual time', () => {
  const slow = () => memoryEngine({ latency: 3, batchSize: 1 });
  const ready = (engine: ReturnType<typeof slow>) =>
    concat(engine.ensure(people), engine.write(people, [[ann, bob]], append)).pipe(ignoreElements());

  it('takes the latency for each batch', marbles(({ expectObservable }) => {
    const engine = slow();
    const setUp = '   ------|           ';
    const reading = ' -------^          ';
    const expected = '----------a--(b|) ';

    expectObservable(ready(engine)).toBe(setUp);
    expectObservable(engine.read(people).rows(), reading).toBe(expected, { a: [ann], b: [bob] });
  }));

  it('gives the next batch when it is asked for', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const engine = slow();
    const setUp = '   ------|                   ';
    const demand = hot('--------1-------1---1-   ');
    const reading = ' -------^                  ';
    const subs = '    -------^-----------!      ';
    const expected = '-----------a-------(b|)   ';

    expectObservable(ready(engine)).toBe(setUp);
    expectObservable(engine.read(people).rows({ demand }), reading).toBe(expected, { a: [ann], b: [bob] });
    expectSubscriptions(demand.subscriptions).toBe(subs);
  }));

  it('counts what it is asked for while it is busy', marbles(({ hot, expectObservable }) => {
    const engine = slow();
    const setUp = '   ------|           ';
    const demand = hot('--------11         ');
    const reading = ' -------^          ';
    const expected = '-----------a--(b|) ';

    expectObservable(ready(engine)).toBe(setUp);
    expectObservable(engine.read(people).rows({ demand }), reading).toBe(expected, { a: [ann], b: [bob] });
  }));

  it('sees the table as it was when it was subscribed to', marbles(({ expectObservable }) => {
    const engine = slow();

    expectObservable(ready(engine)).toBe('------|');
    const overwrite$ = engine.write(people, [[cat]], { mode: 'overwrite' }).pipe(map(({ kind }) => kind));
    expectObservable(overwrite$, '       -------^').toBe('-------p--(w|)', { p: 'progress', w: 'written' });
    expectObservable(engine.read(people).rows(), ' ---------^').toBe('------------a--(b|)', { a: [ann], b: [bob] });
    expectObservable(engine.read(people).rows(), ' -----------^').toBe('--------------(c|)', { c: [cat] });
  }));

  it('tells progress as batches come, and commits when the source is done', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const engine = slow();
    const source = cold('  -a--b|', { a: [ann], b: [bob, cat] });
    const subs = '     ----^----!        ';
    const expected = ' -----x--y---(z|)  ';
    const written = { kind: 'written', mode: 'append', rowsWritten: 3, inserted: 3, updated: 0, deleted: 0, version: 1, versionBefore: 0 };

    expectObservable(engine.ensure(people)).toBe('---(e|)', { e: { existed: false, created: true } });
    expectObservable(engine.write(people, source, append), '----^').toBe(expected, {
      x: { kind: 'progress', rows: 1 },
      y: { kind: 'progress', rows: 3 },
      z: written,
    });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('leaves the source and writes nothing when it is unsubscribed from', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const engine = slow();
    const source = cold('     -a----b|', { a: [ann], b: [bob] });
    const leaving = '     ----^---!     ';
    const versions$ = engine.versions(['people']).pipe(map((versions) => versions.get('people')));

    expectObservable(engine.ensure(people).pipe(ignoreElements())).toBe('---|');
    expectObservable(engine.write(people, source, append).pipe(map(({ kind }) => kind)), leaving).toBe('-----p', { p: 'progress' });
    expectSubscriptions(source.subscriptions).toBe(leaving);
    expectObservable(versions$, '     ---------------^').toBe('------------------(v|)', { v: 0 });
  }));

  it('ends a read when the engine is closed', marbles(({ expectObservable }) => {
    const engine = slow();
    const error = new EngineError('closed', 'expected an engine that is open, got one that is over');

    expectObservable(ready(engine)).toBe('------|');
    expectObservable(engine.close(), '           -----------^').toBe('-----------(u|)', { u: undefined });
    expectObservable(engine.read(people).rows(), '-------^').toBe('----------a--#', { a: [ann] }, error);
  }));
});

describe('memoryEngine', () => {
  it('answers at once unless it has a latency', () => {
    const engine = engineWith([ann, bob], { batchSize: 1 });

    expect(now(engine.read(people).rows())).toEqual([[ann], [bob]]);
    expect(now(engine.read(people).columns())).toEqual([columns]);
    expect(now(engine.estimateSize('people'))).toEqual([{ rows: 2, bytes: 22 }]);
  });

  it('leaves the version when a write changed nothing', () => {
    const engine = engineWith([ann]);
    const versions = [[ann], [{ ...ann, name: 'Anna' }], []].flatMap((rows) =>
      now(engine.write(people, [rows], merge)).flatMap((event) =>
        event.kind === 'written' ? [event.version] : [],
      ),
    );

    expect(versions).toEqual([1, 2, 2]);
  });

  it('keeps as many versions as it is told', () => {
    const engine = engineWith([ann], { history: 2 });
    now(engine.write(people, [[bob]], append));
    now(engine.write(people, [[cat]], append));

    expect(now(engine.read(people, { kind: 'rows', version: 2 }).rows())).toEqual([[ann, bob]]);
    expect(refusal(engine.read(people, { kind: 'rows', version: 1 }).rows())).toMatchObject({
      errorClass: 'version_not_found',
      message: 'people: expected a version from 2 to 3, got 1',
    });
  });

  it('names what it has, when it is asked for what is nearly that', () => {
    const engine = engineWith([ann]);

    expect(refusal(engine.read(entityOf('poeple')).rows())).toMatchObject({
      errorClass: 'not_found',
      entityId: 'poeple',
      message: 'expected a table of poeple, got none; did you mean people?',
    });
    expect(refusal(memoryEngine().schema(people)).message).toBe(
      'expected a table of people, got none; ensure() makes it',
    );
  });

  it('says which query it cannot run, and of its values nothing', () => {
    const engine = engineWith([ann]);
    const frame = engine.query(sql`select * from ${engine.read(people)} where name = ${'Ann'}`);

    expect(refusal(frame.rows())).toMatchObject({
      errorClass: 'unsupported',
      message:
        'expected rows, as the engine memory runs no SQL, got a query: select * from people where name = ?',
    });
  });

  it('refuses a batch size that holds nothing', () => {
    expect(refusal(engineWith([ann]).read(people).rows({ batchSize: 0 }))).toMatchObject({
      errorClass: 'invalid',
      message: 'expected a batchSize of at least 1, got 0',
    });
  });

  it('copies dates, bytes, lists and objects on their way in and out', () => {
    const engine = memoryEngine();
    const things = entityOf('things');
    const make = () => ({
      at: new Date(0),
      bytes: new Uint8Array([1]),
      list: [{ deep: 1 }],
      nothing: null,
    });
    const mine = make();
    now(engine.ensure(things));
    now(engine.write(things, [[mine]], append));
    const spoil = (row: ReturnType<typeof make> | undefined) => {
      row?.at.setTime(5);
      row?.bytes.fill(5);
      for (const each of row?.list ?? []) each.deep = 5;
    };
    const read = () => now(engine.read(things).rows()).flat() as ReturnType<typeof make>[];
    spoil(mine);
    spoil(read()[0]);

    expect(read()).toEqual([make()]);
    expect(now(engine.schema(things))).toEqual([
      { at: 'date', bytes: 'object', list: 'object', nothing: 'null' },
    ]);
  });

  it('checks rows by the codec of the entity, and says where the first bad one is', () => {
    const engine = memoryEngine();
    const codec = t.intersection([
      t.type({ id: t.number, tags: t.array(t.string) }),
      t.partial({ note: t.union([t.string, t.null]) }),
    ]);
    const entity = entityOf('notes', { schema: codec });
    const writing = (...rows: object[]) => engine.write(entity, [[], rows], append);
    now(engine.ensure(entity));
    now(writing({ id: 1, tags: [] }, { id: 2, tags: ['a'], note: null }));

    expect(refusal(writing({ id: 1, tags: [] }, { id: 2, tags: ['a', 7] }))).toMatchObject({
      errorClass: 'schema_mismatch',
      message: 'notes: row 2: tags[1]: expected string, got 7',
    });
    expect(refusal(writing({ id: 1, tags: [], nota: 'x' })).message).toBe(
      'notes: row 1: expected one of the columns id, tags, note, got nota; did you mean note?',
    );
    expect(Object.keys(now(engine.schema(entity))[0] ?? {})).toEqual(['id', 'tags', 'note']);
    expect(now(engine.read(entity).rows()).flat()).toHaveLength(2);
  });

  it('refuses what a codec would still have to decode', () => {
    const date = new t.Type<Date, string, unknown>(
      'DateFromText',
      (u): u is Date => u instanceof Date,
      (u, c) => (typeof u === 'string' ? t.success(new Date(u)) : t.failure(u, c)),
      (a) => a.toISOString(),
    );
    const engine = memoryEngine();
    const entity = entityOf('days', { schema: t.type({ day: date }) });
    now(engine.ensure(entity));
    now(engine.write(entity, [[{ day: new Date(0) }]], append));

    expect(refusal(engine.write(entity, [[{ day: '2024-01-01' }]], append)).message).toBe(
      'days: row 1: expected a decoded { day: DateFromText }, got one that has still to be decoded',
    );
  });

  it.each([
    [[[ann, { id: 2 }]], 'people: row 2: name: expected a value or null, got nothing'],
    [
      [[ann], [{ ...bob, nmae: 'x' }]],
      'people: row 2: expected one of the columns id, name, got nmae; did you mean name?',
    ],
    [[[ann, null]], 'people: row 2: expected an object, got null'],
    [[[[ann]]], 'people: row 1: expected an object, got an array of 1'],
    [[ann], 'people: expected a batch, that is an array of rows or columns, got object'],
  ])('refuses %j', (source, message) => {
    const engine = engineWith([]);

    expect(refusal(engine.write(people, source as object[][], append))).toMatchObject({
      errorClass: 'schema_mismatch',
      entityId: 'people',
      message,
    });
  });

  it.each([
    [[ann, bob, ann], 'duplicate_key', 'people: row 3: expected each key once, got id = 1 again'],
    [[ann, { ...bob, id: null }], 'null_key', 'people: row 2: expected a value in the key id, got none'],
  ])('refuses to merge %j', (rows, errorClass, message) => {
    const writing$ = engineWith([]).write(people, [rows], merge);

    expect(refusal(writing$)).toMatchObject({ errorClass, message, transient: false });
  });

  it('does not let a transaction that was rolled back be seen by later appends', () => {
    const engine = engineWith([ann]);
    const boom = new Error('boom');
    const work = (inside: typeof engine) =>
      concat(
        inside.write(people, [[bob]], append),
        of(1).pipe(
          map(() => {
            throw boom;
          }),
        ),
      );

    expect(refusal(engine.transaction(work))).toBe(boom);
    now(engine.write(people, [[cat]], append));
    expect(now(engine.read(people).rows())).toEqual([[ann, cat]]);
    expect(now(engine.read(people, { kind: 'rows', version: 1 }).rows())).toEqual([[ann]]);
  });

  it('keeps what an old version inserted apart from what was appended to it', () => {
    const engine = engineWith([ann]);
    now(engine.write(people, [[bob]], { mode: 'overwrite' }));
    now(engine.write(people, [[cat]], append));

    expect(now(engine.read(people, { kind: 'changes', after: 1, upTo: 2 }).rows())).toEqual([
      [
        { ...ann, _change: 'delete', _version: 2 },
        { ...bob, _change: 'insert', _version: 2 },
      ],
    ]);
  });

  it('gives 10,000 batches at once without going deep', () => {
    const engine = memoryEngine({ batchSize: 1 });
    const numbers = entityOf('numbers');
    now(engine.ensure(numbers));
    now(engine.write(numbers, range(0, 10_000).pipe(map((id) => [{ id }])), append));
    const demand = range(0, 20_000);

    expect(now(engine.read(numbers).rows())).toHaveLength(10_000);
    expect(now(engine.read(numbers).rows({ demand }))).toHaveLength(10_000);
    expect(now(engine.read(numbers).rows().pipe(take(2)))).toHaveLength(2);
  });

  it('can be read and written from within a read', () => {
    const engine = engineWith([ann, bob], { batchSize: 1 });
    const copies$ = engine
      .read(people)
      .rows()
      .pipe(
        concatMap((rows) => engine.write(people, [rows], append)),
        mergeMap(() => engine.read(people).rows()),
      );

    now(copies$);
    expect(now(engine.read(people).rows()).flat()).toEqual([ann, bob, ann, bob]);
  });
});
