import { describe, expect, it } from '@jest/globals';
import { of, take } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { reportingEngine } from '../../lib/data/reporting/reportingEngine.ts';
import type { WriteSource } from '../../lib/data/write.ts';
import type { Frame } from '../../lib/definitions/frame.ts';
import { sql } from '../../lib/definitions/sql.ts';
import type { SqlQuery } from '../../lib/definitions/sqlValue.ts';
import { failureOf } from '../support/failureOf.ts';
import { sqlEngine } from '../testing/sqlEngine.ts';
import { now } from './support/now.ts';
import { at0, bob, names, people, reported, who, writeTo } from './support/reported.ts';

describe('reportedFrame', () => {
  it('tells of each reading, and of none before its rows are asked for', () => {
    const { engine, told } = reported();
    const rows$ = engine.read(people).rows();
    now(engine.read(people).columns());
    const before = told.length;
    now(rows$);
    now(rows$);

    expect(before).toBe(0);
    expect(told).toEqual([
      ['before_read', who],
      ['after_read', { ...who, rows: 1, ...at0 }],
      ['before_read', who],
      ['after_read', { ...who, rows: 1, ...at0 }],
    ]);
  });

  it('tells of a reading that failed, and how far it came', () => {
    const { engine, told } = reported();
    const failing$ = engine.read({ ...people, id: 'poeple' }).rows();
    failureOf(() => now(failing$));

    expect(told.slice(1)).toEqual([
      [
        'read_failed',
        {
          entityId: 'poeple',
          entityName: 'People',
          rows: 0,
          ...at0,
          error: 'expected a table of poeple, got none; did you mean people?',
          errorType: 'EngineError',
        },
      ],
    ]);
  });

  it('tells of a reading that was left', () => {
    const { engine, told } = reported();
    now(writeTo(engine, [[bob]]));
    told.length = 0;
    now(engine.read(people).rows({ batchSize: 1 }).pipe(take(1)));

    expect(told.slice(1)).toEqual([['after_read', { ...who, rows: 1, left: true, ...at0 }]]);
  });

  it('tells of what a query gives by its text', () => {
    const { engine, told } = reported(sqlEngine());
    now(engine.query(sql`select * from ${engine.read(people)} where ${sql.id('name')} = ${'Ann'}`).rows());
    const query = {
      entityId: '(query)',
      entityName: 'select * from people where name = ?',
    };

    expect(told).toEqual([
      ['before_read', query],
      ['after_read', { ...query, rows: 1, ...at0 }],
    ]);
  });
});

describe('innerFrame', () => {
  /** An engine that notes what it is given. */
  const noting = () => {
    const made = memoryEngine();
    const given: (WriteSource | SqlQuery)[] = [];
    const own: Frame[] = [];
    const keep = (frame: Frame) => {
      own.push(frame);
      return frame;
    };
    const noted = (engine: Engine): Engine => ({
      ...engine,
      read: (...args) => keep(engine.read(...args)),
      query: (query) => {
        given.push(query);
        return keep(engine.query(query));
      },
      write: (entity, source, mode) => {
        given.push(source);
        return engine.write(entity, source, mode);
      },
      transaction: (work) => engine.transaction((inside) => work(noted(inside))),
    });
    return { made: noted(made), given, own };
  };

  it('gives a frame back to its engine, and tells nothing of reading', () => {
    const { made, own, given } = noting();
    const { engine, told } = reported(made);
    now(writeTo(engine, engine.read(people)));

    expect(given.at(-1)).toBe(own.at(-1));
    expect(names(told)).toEqual(['before_append', 'after_append', 'version_updated']);
  });

  it('gives frames back in queries, wherever they are, and queries as well', () => {
    const { made, own, given } = noting();
    const { engine } = reported(made);
    const frame = engine.read(people);
    const query = engine.query(sql`select * from ${sql`select * from ${frame}`}`);
    failureOf(() => now(writeTo(engine, query)));

    expect(given.at(-2)).toEqual(sql`select * from ${sql`select * from ${own[0] as Frame}`}`);
    expect((given.at(-2) as SqlQuery).values[0]).toMatchObject({ values: [own[0]] });
    expect(given.at(-1)).toBe(own[1]);
  });

  it('gives frames back inside of a transaction, and when another reported on the engine', () => {
    const { made, own, given } = noting();
    const { engine } = reported(made);
    const other = reportingEngine(made, () => undefined);
    const frame = engine.read(people);
    now(engine.transaction((inside) => writeTo(inside, frame)));
    now(writeTo(other, frame));

    expect(given.slice(-2)).toEqual([own[0], own[0]]);
    for (const each of given.slice(-2)) expect(each).toBe(own[0]);
  });

  it('leaves frames of others as they are', () => {
    const { made, given } = noting();
    const { engine, told } = reported(made);
    const { engine: other, told: toldByOther } = reported();
    const changed = { ...engine.read(people), rows: () => of([bob]) };
    for (const frame of [other.read(people), changed]) {
      now(writeTo(engine, frame));
      expect(given.at(-1)).toBe(frame);
    }

    expect(names(told)).not.toContain('before_read');
    expect(names(toldByOther)).toEqual(['before_read', 'after_read']);
  });

  it('finds the frame when an engine is reported on twice', () => {
    const { made, own, given } = noting();
    const { engine } = reported(made);
    const twice = reportingEngine(engine, () => undefined);
    now(writeTo(twice, twice.read(people)));

    expect(given.at(-1)).toBe(own.at(-1));
  });
});
