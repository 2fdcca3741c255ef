import type { Engine } from '../data/engine.ts';
import type { Capabilities } from '../definitions/capabilities.ts';
import type { Columns, Entity } from '../definitions/entity.ts';
import { engineAtomicityCases } from './engineAtomicityCases.ts';
import type { CaseBody, CaseContext, EngineCase, MakeEngine } from './engineCase.ts';
import { engineChangeCases } from './engineChangeCases.ts';
import { allOf } from './engineChecks.ts';
import { engineColumnCases } from './engineColumnCases.ts';
import { engineDriftCases } from './engineDriftCases.ts';
import { engineEnsuringCases } from './engineEnsuringCases.ts';
import { engineHistoryCases } from './engineHistoryCases.ts';
import { engineMergeCases } from './engineMergeCases.ts';
import { engineNoteCases } from './engineNoteCases.ts';
import { engineNoteTransactionCases } from './engineNoteTransactionCases.ts';
import { engineOnceCases } from './engineOnceCases.ts';
import { engineQueryCases } from './engineQueryCases.ts';
import { engineQueryRefusalCases } from './engineQueryRefusalCases.ts';
import { engineReadCases } from './engineReadCases.ts';
import { engineRefusalCases } from './engineRefusalCases.ts';
import { engineReplaceCases } from './engineReplaceCases.ts';
import { engineScd2Cases } from './engineScd2Cases.ts';
import { engineScd2OrderCases } from './engineScd2OrderCases.ts';
import { engineScd2RefusalCases } from './engineScd2RefusalCases.ts';
import { engineSinceCases } from './engineSinceCases.ts';
import { engineSliceCases } from './engineSliceCases.ts';
import { engineTableCases } from './engineTableCases.ts';
import { engineTransactionCases } from './engineTransactionCases.ts';
import { engineWindowCases } from './engineWindowCases.ts';
import { engineWriteCases } from './engineWriteCases.ts';

export interface EngineSuiteOptions {
  /** Leaves out the cases that need more than this. @default all cases */
  capabilities?: Capabilities;
  /** What the engine calls texts and floating numbers. @default { text: 'VARCHAR', number: 'DOUBLE' } */
  types?: { readonly text: string; readonly number: string };
}

/**
 * What every engine must do, as cases for any test runner: each makes an engine, a new one, has its own tables in it
 * (`suite.orders`, `suite.parts`, `suite.states`, `suite.absent`), and closes it.
 *
 * ```ts
 * it.each(engineSuite({ capabilities }))('$name', ({ run }) => run(() => myEngine()));
 * ```
 */
export function engineSuite({
  capabilities,
  types = { text: 'VARCHAR', number: 'DOUBLE' },
}: EngineSuiteOptions = {}): readonly EngineCase[] {
  const columns = { id: types.text, name: types.text, amount: types.number };
  const serves = ({ needs = [] }: CaseBody) => !capabilities || needs.every((need) => capabilities[need]);
  return bodies.filter(serves).map((body) => caseOf(body, columns));
}

const bodies: readonly CaseBody[] = [
  ...engineReadCases,
  ...engineColumnCases,
  ...engineSliceCases,
  ...engineWindowCases,
  ...engineQueryCases,
  ...engineQueryRefusalCases,
  ...engineWriteCases,
  ...engineMergeCases,
  ...engineRefusalCases,
  ...engineAtomicityCases,
  ...engineTableCases,
  ...engineTransactionCases,
  ...engineEnsuringCases,
  ...engineOnceCases,
  ...engineReplaceCases,
  ...engineScd2Cases,
  ...engineScd2OrderCases,
  ...engineScd2RefusalCases,
  ...engineDriftCases,
  ...engineSinceCases,
  ...engineChangeCases,
  ...engineNoteCases,
  ...engineNoteTransactionCases,
  ...engineHistoryCases,
];

function caseOf({ body, ...rest }: CaseBody, columns: Columns): EngineCase {
  return {
    ...rest,
    run: async (makeEngine: MakeEngine) => {
      const engine = await makeEngine();
      try {
        await body(await tables(engine, columns));
      } finally {
        await allOf(engine.close());
      }
    },
  };
}

async function tables(engine: Engine, columns: Columns): Promise<CaseContext> {
  const orders = entity('suite.orders', ['id'], columns);
  const parts = entity('suite.parts', ['id', 'name'], columns);
  const absent = entity('suite.absent', [], columns);
  const states = { ...entity('suite.states', ['id'], stateColumns(columns)), scd2 };
  for (const each of [orders, parts, states, absent]) await allOf(engine.drop(each));
  for (const each of [orders, parts, states]) await allOf(engine.ensure(each));
  return { engine, orders, parts, states, absent };
}

const scd2 = { sequence: 'at', validFrom: 'valid_from', validTo: 'valid_to', isCurrent: 'is_current' };

const stateColumns = ({ id = '', name = '', amount = '' }: Columns): Columns => ({ id, name, at: amount });

function entity(id: string, keys: readonly string[], schema: Columns): Entity {
  return { kind: 'entity', id, name: id, schema, keys, partitions: [], tags: {}, layer: 'suite' };
}
