// Files that become rows: each once, with what does not fit put aside.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allRows,
  BadFileError,
  entity,
  ingest,
  ingestion,
  localFiles,
  memoryEngine,
  toIngestResult,
} from 'rekindle';
import { lastValueFrom, tap } from 'rxjs';

const orders = entity('bronze.orders', {
  schema: { id: 'string', amount: 'integer', region: 'string', day: 'date' },
});
const rejects = entity('bronze.rejects');
const orderFiles = ingestion('orders', {
  pattern: 'orders_{region}_{day}.csv',
  to: orders,
  after: { move: 'archive' },
  onBadRows: { atMost: 2, to: rejects },
});

const folder = mkdtempSync(join(tmpdir(), 'rekindle-'));
const put = (file: string, ...lines: readonly string[]) =>
  writeFileSync(join(folder, file), lines.join('\n'));
put('orders_north_2024-03-01.csv', 'id,amount', 'A-1,12', 'A-2,many', 'A-3,7');
put('orders_south_2024-03-01.csv', 'id,amount', 'B-1,900');
put('orders_west_2024-03-01.csv', 'id,sum', 'C-1,3');

const options = { engine: memoryEngine(), storage: localFiles(folder) };
const told = () =>
  ingest([orderFiles], options).pipe(
    tap((event) => {
      if (event.name === 'file_ingested')
        console.log(`${event.file.path}: ${event.rows} in, ${event.rejected} rejected`);
      if (event.name === 'file_failed' && event.error instanceof BadFileError)
        console.log(`${event.error.message}\n  is now ${event.quarantinedAs}`);
    }),
    toIngestResult(),
  );

await lastValueFrom(told());
for (const { id, amount, region, day } of await lastValueFrom(allRows(options.engine.read(orders))))
  console.log(id, amount, region, (day as Date).toISOString().slice(0, 10));
for (const { file, line, column, reason } of await lastValueFrom(allRows(options.engine.read(rejects))))
  console.log(`rejected ${file}:${line} ${column}: ${reason}`);

// A file that is there again, and one that is new.
put('orders_south_2024-03-01.csv', 'id,amount', 'B-1,900');
put('orders_south_2024-03-02.csv', 'id,amount', 'B-2,100');
const { entries } = await lastValueFrom(told());
for (const { found, known, ingested, rows } of entries) console.log({ found, known, ingested, rows });
rmSync(folder, { recursive: true });

// prints:
// orders_north_2024-03-01.csv: 2 in, 1 rejected
// orders_south_2024-03-01.csv: 1 in, 0 rejected
// orders_west_2024-03-01.csv:1: sum: expected one of the columns id, amount, got sum
//   is now _quarantine/orders/orders_west_2024-03-01.csv
// A-1 12 north 2024-03-01
// A-3 7 north 2024-03-01
// B-1 900 south 2024-03-01
// rejected orders_north_2024-03-01.csv:3 amount: expected a whole number, got "many"
// orders_south_2024-03-02.csv: 1 in, 0 rejected
// { found: 2, known: 1, ingested: 1, rows: 1 }
