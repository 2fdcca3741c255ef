import { describe, expect, it } from '@jest/globals';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { now } from '../data/support/now.ts';

const given = { packageName: 'shop', packageVersion: '1.0.0' };

/** The lineage column of the row that a pipe wrote, if it has one. */
function marked(
  {
    ofEntity,
    ofPipe,
    id = 'silver.orders',
  }: { ofEntity?: boolean; ofPipe?: boolean | object; id?: string },
  options: Partial<RunOptions> = {},
) {
  const engine = memoryEngine();
  const output = entity(id, ofEntity === undefined ? {} : { lineage: ofEntity });
  const lineage = ofPipe === undefined ? {} : { lineage: ofPipe as boolean };
  const made = pipe('clean', { output, ...lineage, run: () => [[{ id: 1 }]] });
  now(run([made], { engine, ...options }));
  const [row = {}] = now(engine.read(output).rows()).flat();
  return Object.entries(row).find(([name]) => name.startsWith('_'));
}

describe('lineage in a run', () => {
  it.each([
    [undefined, undefined, undefined, false],
    [true, undefined, undefined, true],
    [true, false, undefined, false],
    [true, false, true, true],
    [undefined, true, undefined, true],
    [undefined, true, false, false],
    [false, undefined, true, true],
    [{ layers: { gold: '_gold' } }, undefined, undefined, false],
  ])(
    'of a run %j, an entity %j and a pipe %j takes the most specific',
    (ofRun, ofEntity, ofPipe, isMarked) => {
      const lineage = ofRun === undefined ? {} : { lineage: ofRun };
      const row = marked(
        { ...(ofEntity !== undefined && { ofEntity }), ...(ofPipe !== undefined && { ofPipe }) },
        lineage,
      );
      expect(row !== undefined).toBe(isMarked);
    },
  );

  it('finds the package from the working folder, unless it is given for the run or the pipe', () => {
    expect(marked({}, { lineage: true })?.[1]).toMatchObject({
      package_name: 'rekindle',
      package_version: expect.any(String),
    });
    expect(marked({}, { lineage: given })?.[1]).toMatchObject({
      package_name: 'shop',
      package_version: '1.0.0',
    });
    const own = { packageVersion: '2.0.0' };
    expect(marked({ ofPipe: own }, { lineage: given })?.[1]).toMatchObject({
      package_name: 'shop',
      package_version: '2.0.0',
    });
    expect(marked({ ofPipe: given })?.[1]).toMatchObject({ package_version: '1.0.0' });
  });

  it('is switched by overrides as well', () => {
    expect(marked({}, { lineage: given, overrides: [{ match: 'clean', lineage: false }] })).toBeUndefined();
    expect(marked({}, { overrides: [{ match: '*', lineage: given }] })?.[0]).toBe('_silver_lineage');
  });

  it('has the layers and columns that it is told of', () => {
    const layers = { curated: '_made_by' };
    expect(marked({ id: 'curated.orders' }, { lineage: { ...given, layers } })?.[0]).toBe('_made_by');
    expect(marked({ id: 'silver.orders' }, { lineage: { ...given, layers } })).toBeUndefined();
  });

  it('refuses a pipe that is to have it and has no layer, and a package that is not found', () => {
    expect(() => marked({ id: 'orders', ofPipe: true })).toThrow(
      'clean: has lineage, so expected orders to be of one of the layers bronze, silver, gold, got none',
    );
    expect(() => marked({}, { lineage: { from: '/' } })).toThrow(
      'clean: has lineage, so expected a package.json with name and version in or above /, got none',
    );
    expect(() => marked({}, { lineage: { layer: {} } as object })).toThrow('did you mean "layers"?');
  });

  it('is told within the operation of the pipe', () => {
    const signals = new Signals();
    const told: [string, string][] = [];
    signals.of('datapipes.*').subscribe(({ name, operationId }) => told.push([name, operationId]));
    marked({}, { signals, lineage: given });
    const [[, before] = [], [, applied] = []] = told.filter(([name]) =>
      /before_pipe|lineage_applied/.test(name),
    );
    expect([before === undefined, applied]).toEqual([false, before]);
  });
});
