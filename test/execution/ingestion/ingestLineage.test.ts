import { describe, expect, it } from '@jest/globals';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { ingestion } from '../../../lib/definitions/ingestion.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { failureOf } from '../../support/failureOf.ts';
import { csv, rowsIn, taken } from './support/taken.ts';

const lineage = { packageName: 'shop', packageVersion: '1.4.0' };
const schema = { id: 'varchar', amount: 'double' };
const file = { 'in/a.csv': csv('a', 'b') };
const mark = {
  ...{ pipe_id: 'files', package_name: 'shop', package_version: '1.4.0', layer: 'bronze' },
  at: expect.any(Date),
};

const applied = (signals: Signals) =>
  signals
    .recent()
    .filter(({ name }) => name === 'datapipes.lineage_applied')
    .map(({ payload }) => payload);

describe('rows of an ingestion', () => {
  it('carry which ingestion took them in', () => {
    const engine = memoryEngine();
    const signals = new Signals({ memory: 100 });
    const to = entity('bronze.orders', { schema });
    const files = ingestion('files', { path: 'in', pattern: '*.csv', to });
    taken([files], { engine, storage: memoryStorage(file), signals, lineage });
    expect(rowsIn(engine, to)).toEqual([
      { id: 'a', amount: 1.5, _bronze_lineage: mark },
      { id: 'b', amount: 1.5, _bronze_lineage: mark },
    ]);
    expect(applied(signals)).toEqual([
      expect.objectContaining({ pipeId: 'files', layer: 'bronze', rows: 2 }),
    ]);
  });

  it('carry nothing where nobody asks for it, or the entity says otherwise', () => {
    const columns = (of: boolean | undefined, usual: boolean) => {
      const engine = memoryEngine();
      const to = entity('bronze.orders', { schema, ...(of === undefined ? {} : { lineage: of }) });
      const files = ingestion('files', { path: 'in', pattern: '*.csv', to });
      taken([files], { engine, storage: memoryStorage(file), ...(usual && { lineage }) });
      return Object.keys(rowsIn(engine, to)[0] ?? {});
    };
    expect(columns(undefined, false)).toEqual(['id', 'amount']);
    expect(columns(false, true)).toEqual(['id', 'amount']);
    expect(columns(true, false)).toEqual(['id', 'amount', '_bronze_lineage']);
  });

  it('are refused a mark where there is no layer for it', () => {
    const to = entity('elsewhere', { schema, lineage: true });
    const files = ingestion('files', { path: 'in', pattern: '*.csv', to });
    const options = { engine: memoryEngine(), storage: memoryStorage(file) };
    expect(failureOf(() => taken([files], options)).message).toContain(
      'has lineage, so expected elsewhere',
    );
  });
});
