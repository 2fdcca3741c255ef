import { map, throwError } from 'rxjs';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import { memoryJournal } from '../../../lib/execution/journal/memoryJournal.ts';
import type { Project } from '../../../lib/host/project.ts';
import type { ProjectSettings } from '../../../lib/host/projectSettings.ts';
import { projectWith } from './called.ts';

const orders = entity('bronze.orders', { keys: ['id'] });
const large = entity('silver.large', { keys: ['id'] });
const revenue = entity('gold.revenue', { keys: ['customer'] });

const rows = [
  { id: 'A-1', customer: 'Ann', amount: 12.5, email: null },
  { id: 'A-2', customer: 'Bob', amount: 900, email: 'bob@example.com' },
  { id: 'A-3', customer: 'Ann', amount: 1250, email: null },
];

/**
 * A shop: `ingest` -> `large` -> `revenue`. Its engine and its journal last as long as it does, so that it can be
 * called several times.
 */
export function shop({
  fails = false,
  incremental = false,
  ...settings
}: ProjectSettings & { readonly fails?: boolean; readonly incremental?: boolean } = {}): Project {
  return projectWith(
    {
      ingest: pipe('ingest', { output: orders, run: () => [rows] }),
      large: pipe('large', {
        inputs: [orders],
        output: large,
        incremental,
        run: ({ bronze_orders }) =>
          fails
            ? throwError(() => new RangeError('no room left'))
            : bronze_orders.rows().pipe(map((all) => all.filter((row) => Number(row['amount']) > 500))),
      }),
      revenue: pipe('revenue', {
        inputs: [large],
        output: revenue,
        run: () => [[{ customer: 'Ann', total: 1250 }]],
      }),
    },
    { engine: memoryEngine(), journal: memoryJournal(), ...settings },
  );
}
