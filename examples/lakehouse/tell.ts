// What is said of it all; every number in it comes from the system.
import { relative } from 'node:path';
import { BadFileError, type QueryMetrics, type RunResult } from 'rekindle';
import { home } from './rekindle.ts';
import type { Taken } from './shop.ts';
import { lines, table } from './table.ts';
import type { PricedBy, Refused, TableState } from './tables.ts';

const say = (text: string) => console.log(text);

export const title = (text: string) => say(`${text}\n${'='.repeat(text.length)}`);
export const heading = (text: string) => say(`\n${text}`);
export const line = (text: string) => say(lines(text));

/** What became of files, and why some, or some of their rows, are not in. */
export function taken({ entries, bad }: Taken, refused: readonly Refused[]): void {
  const sorted = [...entries].sort((a, b) => a.entryId.localeCompare(b.entryId));
  say(
    table(
      ['files of', 'new', 'known', 'bad', 'rows', 'rejected', 'ms'],
      sorted.map(({ entryId, ...of }) => [
        ...[entryId, of.ingested, of.known, of.failed],
        ...[of.rows, of.rejected, Math.round(of.elapsedMs)],
      ]),
    ),
  );
  for (const { file, line, column, reason } of refused)
    say(`  rejected ${file}:${line}${column === null ? '' : ` ${column}`}: ${reason}`);
  for (const { file, error, quarantinedAs } of bad) {
    const reason = error instanceof BadFileError ? error.reason : String(error);
    say(`  bad file ${file.path}: ${reason}\n           now ${quarantinedAs}`);
  }
}

/** How the pipes of a run ended, and which checks did not hold. */
export function pipes(result: RunResult): void {
  say(
    table(
      ['pipe', 'ended', 'rows', 'inserted', 'updated', 'version', 'ms'],
      result.pipeIds.map(ended(result)),
    ),
  );
  const failed = result.checks.filter(({ status }) => status !== 'passed');
  if (result.checks.length > 0)
    say(`  ${result.checks.length} checks, ${result.checks.length - failed.length} passed`);
  for (const { severity, entityId, name, violations, rows } of failed)
    say(
      `  ${severity === 'warn' ? 'warning' : 'failed'}: ${entityId}: ${name}: not so in ${violations} of ${rows} rows`,
    );
}

const ended = (result: RunResult) => (pipeId: string) => {
  const state = result.stateOf(pipeId);
  if (state.status === 'skipped') return [pipeId, `skipped: ${state.reason}`];
  if (state.status !== 'succeeded') return [pipeId, state.status];
  const { rows, written, endedAt, startedAt } = state;
  return [
    pipeId,
    state.status,
    rows,
    written?.inserted,
    written?.updated,
    written?.version,
    endedAt - startedAt,
  ];
};

export function streamed({ batches, rows, restarts }: QueryMetrics): void {
  say(`  ${rows} orders in ${batches} batches so far, ${restarts} restarts`);
}

/** What somebody's orders were priced by. */
export function paid(customer: string, prices: readonly PricedBy[]): void {
  const each = prices.map(({ tier, discount, orders }) => `${orders} as ${tier} (less ${discount} %)`);
  say(`  orders of ${customer}: ${each.join(', ')}`);
}

/** All tables, layer by layer. */
export function tables(states: readonly TableState[]): void {
  say(
    table(
      ['table', 'rows', 'version', 'inserted', 'updated', 'written by'],
      states.map(({ entityId, rows, version, inserted, updated, by }) => [
        ...[entityId, rows, version, inserted, updated, by],
      ]),
    ),
  );
}

export function whereToLook(): void {
  const project = '-p examples/lakehouse';
  say(`
Where to look next (first: npm run build)
  npx rekindle show gold.revenue ${project}      rows of a table
  npx rekindle history ${project}                who wrote what
  npx rekindle graph ${project}                  what is made of what
  npx rekindle run --dry-run ${project}          what would run
  npm start                                                  the next day; rm -r ${relative('.', home)} for the first
  docs/ingestion.md, watermarks.md, checks.md, lineage.md, streaming.md, and the code: examples/lakehouse/`);
}
