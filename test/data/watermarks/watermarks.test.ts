import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concat, concatMap, ignoreElements, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { EngineError } from '../../../lib/data/engineError.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import type { Cursor } from '../../../lib/data/watermarks/cursor.ts';
import { type Watermarks, watermarks } from '../../../lib/data/watermarks/watermarks.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { marbles } from '../../../lib/testing/marbles.ts';
import { failureOf } from '../../support/failureOf.ts';
import { now } from '../support/now.ts';

const place = { readerId: 'silver.orders', entityId: 'bronze.orders' };
const at = (version: number): Cursor => ({ kind: 'version', version });
const time = (text: string): Cursor => ({ kind: 'column', column: 'at', value: new Date(text) });

/** Watermarks on an engine of their own, and what is told of them. */
function world() {
  const scheduler = new VirtualTimeScheduler();
  const told: (readonly [string, unknown])[] = [];
  const signals = new Signals({ scheduler });
  signals.of('watermark.*').subscribe(({ name, payload }) => told.push([name.slice(10), payload]));
  const engine = memoryEngine({ scheduler });
  const marks = watermarks(engine, { emit: signals.emit, scheduler });
  return { engine, marks, scheduler, told, names: () => told.splice(0).map(([name]) => name) };
}

const first = <T>(values: readonly T[]) => values[0];

describe('watermarks', () => {
  it('are missing until they are saved, and are found from then on', () => {
    const { marks, scheduler, told } = world();
    expect(now(marks.get(place))).toEqual([undefined]);
    expect(now(marks.save(place, at(3), { version: 3 }))).toEqual([undefined]);
    scheduler.frame = 5_400_000;
    expect(now(marks.get(place))).toEqual([{ ...place, cursor: at(3), version: 3, at: 0 }]);
    expect(told).toEqual([
      ['before_get', place],
      ['watermark_missing', place],
      ['before_save', { ...place, newWatermark: 3 }],
      ['after_save', { ...place, newWatermark: 3, version: 3 }],
      ['before_get', place],
      [
        'watermark_found',
        {
          ...{ ...place, entityName: 'bronze.orders', watermarkValue: 3, version: 3 },
          ...{ lastUpdated: '1970-01-01T00:00:00.000Z', ageHours: 1.5 },
        },
      ],
    ]);
  });

  it('tell by how much they advanced, and nothing where they did not', () => {
    const { marks, told } = world();
    for (const day of ['2026-01-01', '2026-01-02', '2026-01-02'])
      now(marks.save(place, time(day), { version: 7 }));
    const [older, newer] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
    expect(told.filter(([name]) => name !== 'before_save')).toEqual([
      ['after_save', { ...place, newWatermark: older, version: 7 }],
      [
        'after_save',
        { ...place, oldWatermark: older, newWatermark: newer, watermarkDelta: 86_400, version: 7 },
      ],
      [
        'watermark_advanced',
        { ...place, oldWatermark: older, newWatermark: newer, advancementSeconds: 86_400, version: 7 },
      ],
      ['after_save', { ...place, oldWatermark: newer, newWatermark: newer, watermarkDelta: 0, version: 7 }],
    ]);
  });

  it('belong to one reader of one entity each', () => {
    const { marks, scheduler } = world();
    const other = { readerId: 'audit', entityId: 'bronze.orders' };
    now(marks.save(place, at(3)));
    now(marks.save(other, at(9)));
    now(marks.save({ readerId: 'audit', entityId: 'bronze.items' }, at(1)));
    scheduler.frame = 50;
    expect(
      now(marks.all())
        .flat()
        .map(({ entityId, readerId, ageMs }) => [entityId, readerId, ageMs]),
    ).toEqual([
      ['bronze.items', 'audit', 50],
      ['bronze.orders', 'audit', 50],
      ['bronze.orders', 'silver.orders', 50],
    ]);
    expect(now(marks.all({ readerId: 'audit' })).flat()).toHaveLength(2);
    expect(
      now(marks.all(other))
        .flat()
        .map(({ cursor }) => cursor),
    ).toEqual([at(9)]);
  });

  it('give back every cursor that they were given', () => {
    const mark = fc.oneof(
      fc.record({ checksum: fc.string() }),
      fc.record({ modifiedAt: fc.nat(), size: fc.nat() }),
    );
    const cursor: fc.Arbitrary<Cursor> = fc.oneof(
      fc.nat().map(at),
      fc
        .record({
          column: fc.string({ minLength: 1 }),
          value: fc.oneof(fc.integer(), fc.bigInt(), fc.date({ noInvalidDate: true }), fc.string()),
        })
        .map((column) => ({ kind: 'column', ...column }) as const),
      fc
        .dictionary(fc.string(), mark, { noNullPrototype: true })
        .map((files) => ({ kind: 'files', files }) as const),
    );
    fc.assert(
      fc.property(cursor, (cursor) => {
        const { marks } = world();
        now(marks.save(place, cursor));
        expect(first(now(marks.get(place)))?.cursor).toEqual(cursor);
      }),
    );
  });

  it('remember their last 100 moves, the last one first', () => {
    const { marks, scheduler } = world();
    for (let version = 1; version <= 130; version++) {
      scheduler.frame = version;
      now(marks.save(place, at(version), { version }));
    }
    const moves = now(marks.history(place)).flat();
    expect(moves).toHaveLength(100);
    expect(moves[0]).toEqual({
      move: 'saved',
      at: 130,
      from: 129,
      to: 130,
      version: 130,
      reason: undefined,
    });
    expect(moves.at(-1)?.to).toBe(31);
  });

  it('are reset, so that their reader starts afresh, and tell why', () => {
    const { marks, told } = world();
    now(marks.save(place, at(3)));
    told.length = 0;
    expect(now(marks.reset(place, { reason: 'the source was wrong' })).map((old) => old?.cursor)).toEqual([
      at(3),
    ]);
    expect(told).toEqual([
      ['watermark_reset', { ...place, oldWatermark: 3, reason: 'the source was wrong' }],
    ]);
    expect([now(marks.get(place)), now(marks.all())]).toEqual([[undefined], [[]]]);
    expect(
      now(marks.history(place))
        .flat()
        .map(({ move, reason }) => [move, reason]),
    ).toEqual([
      ['reset', 'the source was wrong'],
      ['saved', undefined],
    ]);
  });

  it('are moved back, and forth again to where they were at most', () => {
    const { marks, told } = world();
    now(marks.save(place, at(9)));
    told.length = 0;
    expect(now(marks.rewind(place, 4)).map(({ cursor }) => cursor)).toEqual([at(4)]);
    expect(now(marks.rewind(place, 9)).map(({ cursor }) => cursor)).toEqual([at(9)]);
    expect(told).toEqual([
      ['watermark_reset', { ...place, oldWatermark: 9, newWatermark: 4, reason: 'it was asked for' }],
      ['watermark_reset', { ...place, oldWatermark: 4, newWatermark: 9, reason: 'it was asked for' }],
    ]);
    expect(failureOf(() => now(marks.rewind(place, 10))).message).toBe(
      'expected the watermark of silver.orders on bronze.orders to be moved to 9 at most, where it was, got 10',
    );
  });

  it('refuse to be moved to what is of another kind', () => {
    const { marks } = world();
    const refused = (to: never) => failureOf(() => now(marks.rewind(place, to))).message;
    const what = 'to move the watermark of silver.orders on bronze.orders to';
    now(marks.save(place, at(9)));
    for (const [to, got] of [
      [-1, '-1'],
      [1.5, '1.5'],
      ['4', '"4"'],
      [undefined, 'undefined'],
    ] as const)
      expect(refused(to as never)).toBe(`expected a version, a whole number from 0 ${what}, got ${got}`);
    now(marks.save(place, time('2026-01-01')));
    expect(refused(4 as never)).toBe(`expected a time ${what}, got 4`);
    now(marks.save(place, { kind: 'files', files: {} }));
    expect(refused(4 as never)).toContain('to be moved back, got files; reset it');
  });

  it('refuse to save what is no cursor', () => {
    const { marks, names } = world();
    const refused = (cursor: unknown) => failureOf(() => now(marks.save(place, cursor as Cursor))).message;
    expect(refused(7)).toBe('expected a cursor, got 7');
    expect(refused({ kind: 'offset' })).toBe(
      'expected a cursor of the kind "version", "column" or "files", got "offset"',
    );
    expect(refused(at(-1))).toContain('expected a version, which is a whole number from 0, got -1');
    expect(refused({ kind: 'column', column: 'at', value: Number.NaN })).toContain('got NaN');
    expect(refused({ kind: 'files', files: { 'a.csv': { size: 1 } } })).toContain('of the file a.csv');
    expect(names()).toEqual([]);
  });

  it('name the reader, or the entity, that was probably meant', () => {
    const { marks } = world();
    expect(failureOf(() => now(marks.reset(place))).message).toBe(
      'expected a reader that has a watermark, got "silver.orders"; there are none yet',
    );
    now(marks.save(place, at(1)));
    const refused = (more: Partial<typeof place>) =>
      failureOf(() => now(marks.history({ ...place, ...more }))).message;
    expect(refused({ readerId: 'silver.order' })).toBe(
      'expected a reader that has a watermark, got "silver.order"; did you mean "silver.orders"?',
    );
    expect(refused({ entityId: 'bronze.order' })).toBe(
      'expected an entity that silver.orders reads, got "bronze.order"; did you mean "bronze.orders"?',
    );
  });

  it('do nothing before they are subscribed to', () => {
    const { marks, names } = world();
    now(marks.save(place, at(2)));
    const [reset$, get$] = [marks.reset(place), marks.get(place)];
    marks.save(place, at(3));
    expect(first(now(get$))?.cursor).toEqual(at(2));
    now(reset$);
    expect(now(get$)).toEqual([undefined]);
    names();
  });
});

describe('watermarks in a transaction', () => {
  const saving = (marks: Watermarks) => marks.save(place, at(2), { version: 2 }).pipe(ignoreElements());

  it(
    'are told of as saved only after the commit',
    marbles(({ cold, expectObservable, expectSignals, testScheduler }) => {
      const signals = new Signals({ scheduler: testScheduler });
      const engine = memoryEngine({ scheduler: testScheduler });
      const marks = watermarks(engine, { emit: signals.emit, scheduler: testScheduler });
      const rest = '                     --a|   ';
      const expected = '                 ----a| ';
      const result = timer(2, testScheduler).pipe(
        concatMap(() => marks.transaction((_, inside) => concat(saving(inside), cold(rest)))),
      );

      expectSignals(signals, 'watermark.*').toBe('--b--a', {
        b: 'watermark.before_save',
        a: 'watermark.after_save',
      });
      expectObservable(result).toBe(expected);
    }),
  );

  it('stay where they were if it fails, and tell so', () => {
    const { marks, told } = world();
    now(marks.save(place, at(1)));
    told.length = 0;
    const broken = () => new Error('broken');
    const work$ = marks.transaction((_, inside) => concat(saving(inside), throwError(broken)));
    expect(failureOf(() => now(work$)).message).toBe('broken');
    expect(told).toEqual([
      ['before_save', { ...place, newWatermark: 2 }],
      ['save_failed', { ...place, error: 'broken', errorType: 'Error' }],
    ]);
    expect(first(now(marks.get(place)))?.cursor).toEqual(at(1));
  });

  it('come in conflict only with those of the same reader and entity', () => {
    const { marks } = world();
    const other = { ...place, readerId: 'audit' };
    const meanwhile = (taken: typeof place) =>
      marks.transaction((_, inside) => {
        const between$ = marks.save(taken, at(1)).pipe(ignoreElements());
        return concat(inside.get(place).pipe(ignoreElements()), between$, saving(inside));
      });
    expect(now(meanwhile(other))).toEqual([]);
    const error = failureOf(() => now(meanwhile(place)));
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ errorClass: 'conflict', transient: true });
  });
});
