import { describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Capabilities } from '../../lib/definitions/capabilities.ts';
import { EngineCaseError } from '../../lib/testing/engineCase.ts';
import { engineSuite } from '../../lib/testing/engineSuite.ts';
import { brokenEngine, faults } from './brokenEngines.ts';

const engines = {
  memory: () => memoryEngine(),
  'memory that takes its time': () => memoryEngine({ latency: 1, batchSize: 100 }),
  'an engine that is wrapped, and not broken': () => brokenEngine(() => ({})),
};

describe.each(Object.entries(engines))('engineSuite on %s', (_, makeEngine) => {
  it.each(engineSuite(makeEngine()))('$name', ({ run }) => run(makeEngine));
});

describe('engineSuite', () => {
  const found: readonly (readonly [keyof typeof faults, string])[] = [
    ['counts one too many', 'write: appends, and counts'],
    ['counts one too many', 'merge: inserts, updates'],
    ['counts a row that is as it was', 'merge: inserts, updates'],
    ['tells a version that is not its own', 'versions: rise'],
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
  ];

  it.each(found)('finds that an engine %s, by %s', async (name, wanted) => {
    const cases = engineSuite().filter((each) => each.name.startsWith(wanted));
    const fault = faults[name] ?? (() => ({}));

    expect(cases).toHaveLength(1);
    for (const { run } of cases) await expect(run(() => brokenEngine(fault))).rejects.toThrow();
  });

  it('has a fault for each way to be broken', () => {
    expect(new Set(found.map(([name]) => name))).toEqual(new Set(Object.keys(faults)));
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
