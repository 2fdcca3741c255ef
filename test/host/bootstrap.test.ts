import { describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, tap } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { bootstrap } from '../../lib/host/bootstrap.ts';
import { projectOf } from '../../lib/host/project.ts';
import type { ProjectSettings } from '../../lib/host/projectSettings.ts';
import type { Runtime } from '../../lib/host/runtime.ts';
import { query } from '../../lib/streaming/queries/query.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';

const orders = entity('bronze.orders');

/** Brings a project up, and notes which signals its observer is told. */
function up(settings: ProjectSettings) {
  const told: string[] = [];
  const observers = {
    note: (all$: Parameters<NonNullable<ProjectSettings['observers']>[string]>[0]) =>
      all$.pipe(tap(({ name }) => told.push(name))),
  };
  const clicks = query('clicks', () => NEVER);
  const project = projectOf('/shop', [
    { file: 'a.ts', exports: { orders, clicks, default: { observers, ...settings } } },
  ]);
  let runtime: Runtime | undefined;
  let failure: unknown;
  bootstrap(project, { scheduler: new SimulatedScheduler() }).subscribe({
    next: (one) => {
      runtime = one;
    },
    error: (error: unknown) => {
      failure = error;
    },
  });
  return { runtime, failure, told };
}

/** An engine that notes how often it was closed. */
function closing(): { readonly engine: Engine; readonly closed: () => number } {
  let closed = 0;
  const engine = {
    ...memoryEngine(),
    close: () =>
      EMPTY.pipe(
        tap({
          complete: () => {
            closed += 1;
          },
        }),
      ),
  };
  return { engine, closed: () => closed };
}

describe('bootstrap', () => {
  it('brings up an engine in memory, queries, and tells of it', () => {
    const { runtime, told } = up({ run: { concurrency: 2 } });
    expect(runtime?.engine.name).toBe('memory');
    expect(runtime?.journalLasts).toBe(false);
    expect(runtime?.queries.list().map(({ queryId }) => queryId)).toEqual(['clicks']);
    expect(runtime?.runOptions).toMatchObject({
      concurrency: 2,
      engine: runtime?.engine,
      signals: runtime?.signals,
    });
    expect(told).toEqual(['bootstrap.started', 'streaming.query_registered', 'bootstrap.framework_ready']);
  });

  it('has rows marked by the package of the project, where it says so', () => {
    expect(up({ lineage: true }).runtime?.runOptions.lineage).toEqual({ from: '/shop' });
    expect(up({ lineage: { packageName: 'shop' } }).runtime?.runOptions.lineage).toEqual({
      from: '/shop',
      packageName: 'shop',
    });
    expect(up({}).runtime?.runOptions).not.toHaveProperty('lineage');
  });

  it('keeps the journal beside the rows of the engine that it is given', () => {
    const engine = memoryEngine();
    const [first, second] = [up({ engine }), up({ engine })];
    const entry = { kind: 'run_started', runId: 'run-1', at: 0, resumes: undefined } as const;
    const empty = { pipeIds: [], fingerprints: {} };
    first.runtime?.journal.append({ ...entry, ...empty } as never).subscribe();
    let known: readonly string[] = [];
    second.runtime?.journal.runs().subscribe((runs) => {
      known = runs;
    });
    expect(known).toEqual(['run-1']);
  });

  it('closes the engine that it had made, and not one that was lent', () => {
    const [made, lent] = [closing(), closing()];
    up({ engine: () => made.engine })
      .runtime?.close()
      .subscribe();
    up({ engine: lent.engine }).runtime?.close().subscribe();
    expect([made.closed(), lent.closed()]).toEqual([1, 0]);
  });

  it('tells observers nothing any more once it is closed', () => {
    const { runtime, told } = up({});
    runtime?.close().subscribe();
    const before = told.length;
    runtime?.signals.emit('entity.registered', { entityId: 'a', entityName: 'a' });
    expect(told).toHaveLength(before);
  });

  it('errors where an engine cannot be had, and says in which phase that was', () => {
    const { failure, told, runtime } = up({
      engine: () => {
        throw new Error('out of reach');
      },
    });
    expect(runtime).toBeUndefined();
    expect(failure).toEqual(new Error('out of reach'));
    expect(told).toEqual(['bootstrap.started', 'bootstrap.failed']);
  });

  it('closes what it has opened where settings make no sense', () => {
    const { engine, closed } = closing();
    const { failure } = up({ engine: () => engine, queries: { stopTimeout: -1 } });
    expect(failure).toMatchObject({ name: 'DefinitionError' });
    expect(closed()).toBe(1);
  });
});
