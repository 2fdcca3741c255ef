import { describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Capabilities } from '../../lib/definitions/capabilities.ts';
import { EngineCaseError } from '../../lib/testing/engineCase.ts';
import { engineSuite } from '../../lib/testing/engineSuite.ts';
import { brokenEngine, faults } from './brokenEngines.ts';
import { sqlFaults } from './brokenSqlEngines.ts';
import { sqlEngine } from './sqlEngine.ts';

const engines = {
  memory: () => memoryEngine(),
  'memory that takes its time': () => memoryEngine({ latency: 1, batchSize: 100 }),
  'an engine that is wrapped, and not broken': () => brokenEngine(() => ({})),
  'an engine with SQL': () => sqlEngine(),
  'an engine with SQL that is wrapped, and not broken': () => brokenEngine(() => ({}), sqlEngine()),
};

describe.each(Object.entries(engines))('engineSuite on %s', (_, makeEngine) => {
  it.each(engineSuite(makeEngine()))('$name', ({ run }) => run(makeEngine));
});

/** Expects the one case of a name to refuse an engine. */
async function finds(wanted: string, makeEngine: () => Engine): Promise<void> {
  const [only, ...others] = engineSuite().filter(({ name }) => name.startsWith(wanted));

  expect(others).toEqual([]);
  await expect(only?.run(makeEngine)).rejects.toThrow();
}

describe('engineSuite', () => {
  const found: readonly (readonly [string, string])[] = [
    ['counts one too many', 'write: appends, and counts'],
    ['counts one too many', 'merge: inserts, updates'],
    ['counts a row that is as it was', 'merge: inserts, updates'],
    ['tells a version that is not its own', 'versions: rise'],
    ['tells no version before', 'versions: rise'],
    ['looks up the version before it takes its rows', 'versions: tell of writes'],
    ['commits batch by batch', 'all or none: a bad row in a late batch'],
    ['commits batch by batch', 'all or none: who unsubscribes midway'],
    ['commits batch by batch', 'all or none: nobody sees a write'],
    ['keeps what came before the error of a source', 'all or none: a source that errors'],
    ['goes on when nobody listens', 'all or none: who unsubscribes midway'],
    ['writes before it is subscribed to', 'write: does nothing before'],
    ['reads before it is asked for rows', 'read: is lazy'],
    ['reads the table anew for each batch', 'read: sees the table as it was'],
    ['ignores how much is asked for', 'read: gives 10,000 rows'],
    ['ignores how much is asked for', 'read: gives one batch for each demand'],
    ['gives an empty batch for an empty table', 'read: completes without a batch'],
    ['reads nothing from a table that is not there', 'read: makes a frame of an absent table'],
    ['gives away its own rows', 'read: gives rows that belong'],
    ['keeps the rows it is given', 'write: does not mind'],
    ['ignores conditions', 'slices: gives the rows'],
    ['ignores what deletes', 'merge: deletes where'],
    ['takes the last of several rows of one key', 'merge: refuses keys that are given twice'],
    ['knows one version at a time', 'versions: of many'],
    ['makes up versions', 'versions: of many'],
    ['fails with an error class of its own', 'read: makes a frame of an absent table'],
    ['makes tables that are there', 'ensure: makes a table once'],
    ['does not roll back', 'transaction: writes nothing when its work errors'],
    ['lets transactions nest', 'transaction: refuses a second one'],
    ['takes no notice of being closed', 'close: ends everything'],
    ['refuses a query when it is made', 'query: is refused by an engine without SQL'],
    ['gives no rows for a query that it cannot run', 'query: is refused by an engine without SQL'],
    ['does not say which query it refuses', 'query: is refused by an engine without SQL'],
    ['shows the values of a query', 'query: is refused by an engine without SQL'],
  ];
  const foundWithSql: readonly (readonly [string, string])[] = [
    ['pastes values into a query', 'query: binds its values'],
    ['knows frames by the names of their tables alone', 'query: gives the rows'],
    ['knows frames by the names of their tables alone', 'query: refuses frames of others'],
    ['forgets queries within queries', 'query: takes queries within queries'],
    ['runs a query before it is asked for rows', 'query: is lazy'],
    ['checks a query when it is made', 'query: is lazy'],
    ['names a query after what it reads', 'query: gives the rows'],
    ['gives no rows for what it does not understand', 'query: refuses what makes no sense'],
    ['writes a table in place of a query over it', 'query: can be written'],
    ['runs queries outside of the transaction they are made in', 'query: sees inside of a transaction'],
  ];

  it.each(found)('finds that an engine %s, by %s', async (name, wanted) => {
    await finds(wanted, () => brokenEngine(faults[name] ?? (() => ({}))));
  });

  it.each(foundWithSql)('finds that an engine with SQL %s, by %s', async (name, wanted) => {
    await finds(wanted, () => brokenEngine(sqlFaults[name] ?? (() => ({})), sqlEngine()));
  });

  it('has a fault for each way to be broken', () => {
    expect(new Set(found.map(([name]) => name))).toEqual(new Set(Object.keys(faults)));
    expect(new Set(foundWithSql.map(([name]) => name))).toEqual(new Set(Object.keys(sqlFaults)));
  });

  it('has a fault for each case of queries', () => {
    const cases = engineSuite().filter(({ name }) => name.startsWith('query:'));
    const unproven = cases.filter(
      ({ name }) => ![...found, ...foundWithSql].some(([, wanted]) => name.startsWith(wanted)),
    );

    expect(unproven).toEqual([]);
  });

  it('says what was expected and what came', async () => {
    const [first] = engineSuite().filter(({ name }) => name.startsWith('versions: of many'));
    const fault = faults['knows one version at a time'] ?? (() => ({}));

    await expect(first?.run(() => brokenEngine(fault))).rejects.toThrow(
      "entities that have a version at [0]: expected 'suite.orders', got nothing",
    );
  });

  it('leaves out what an engine does not promise', () => {
    const capabilities: Capabilities = {
      ...memoryEngine().capabilities,
      transactions: false,
      progress: false,
    };
    const names = engineSuite({ capabilities }).map(({ name }) => name);

    expect(names.filter((name) => name.startsWith('transaction'))).toEqual([
      'transaction: is refused by an engine that has none',
    ]);
    expect(names).not.toContain('write: tells how far it is, up to all rows');
    expect(engineSuite().length).toBeGreaterThan(names.length);
  });

  it('has cases with names of their own', () => {
    const names = engineSuite().map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  it('closes the engine also when a case fails', async () => {
    const engine = brokenEngine(faults['ignores conditions'] ?? (() => ({})));
    const [failing] = engineSuite().filter(({ name }) => name.startsWith('slices: gives the rows'));

    await expect(failing?.run(() => engine)).rejects.toBeInstanceOf(EngineCaseError);
    await expect(firstValueFrom(engine.versions([]))).rejects.toMatchObject({ errorClass: 'closed' });
  });
});
