// What is said of it all; every number in it comes from the system.
import { basename, relative } from 'node:path';
import {
  BadFileError,
  type Freshness,
  type QueryMetrics,
  type RestartOutcome,
  type RestartPreview,
  type RunResult,
  type VersionRecords,
} from 'rekindle';
import { home } from './rekindle.ts';
import type { Taken } from './shop.ts';
import { table } from './table.ts';
import type { PricedBy, Refused, TableState } from './tables.ts';

const say = (text: string) => console.log(text);

/** The folder of the shop, as seen from here. */
const folder = relative('.', home).startsWith('..') ? home : relative('.', home);

export const title = (text: string) => say(`${text}, in ${folder}/shop.duckdb`);
export const heading = (text: string) => say(`\n${text}`);
export const took = (seconds: number) => say(`  all of it took ${seconds.toFixed(1)} s`);

/** What became of files, and why some, or some of their rows, are not in. */
export function taken({ entries, bad }: Taken, refused: readonly Refused[]): void {
  const sorted = [...entries].sort((a, b) => a.entryId.localeCompare(b.entryId));
  say(
    table(
      ['files of', 'new', 'known', 'bad', 'rows', 'rejected', 'ms'],
      sorted.map(({ entryId, ingested, known, failed, rows, rejected, elapsedMs }) => [
        ...[entryId, ingested, known, failed, rows, rejected, Math.round(elapsedMs)],
      ]),
    ),
  );
  for (const { file, line, column, reason } of refused)
    say(`  rejected  ${basename(file)}:${line}${column === null ? '' : ` ${column}`}: ${reason}`);
  for (const { file, error, quarantinedAs } of bad) {
    const { line, reason } = error instanceof BadFileError ? error : { line: '?', reason: String(error) };
    say(`  bad file  ${basename(file.path)}:${line}: ${reason}`);
    say(`            moved to ${folder}/${quarantinedAs}`);
  }
}

/** How the pipes of a run ended, and which checks did not hold. */
export function pipes(result: RunResult): void {
  const { checks, pipeIds } = result;
  const titles = ['pipe', 'ended', 'rows', 'inserted', 'updated', 'version', 'ms'];
  say(table(titles, pipeIds.map(ended(result))));
  const failed = checks.filter(({ status }) => status !== 'passed');
  for (const { severity, entityId, name, violations, rows } of failed)
    say(`  ${severity}  ${entityId}: "${name}" does not hold for ${violations} of ${rows} rows`);
  say(`  ${checks.length - failed.length} of ${checks.length} checks passed`);
}

const ended = (result: RunResult) => (pipeId: string) => {
  const state = result.stateOf(pipeId);
  if (state.status === 'skipped') return [pipeId, `skipped (${state.reason})`];
  if (state.status !== 'succeeded') return [pipeId, state.status];
  const { rows, written, endedAt, startedAt } = state;
  return [
    pipeId,
    'succeeded',
    rows,
    written?.inserted,
    written?.updated,
    written?.version,
    endedAt - startedAt,
  ];
};

/** A run in which little is new. */
export function again(result: RunResult): void {
  const states = result.pipeIds.map((id) => result.stateOf(id));
  const skipped = states.filter(({ status }) => status === 'skipped').map(({ pipeId }) => pipeId);
  say(`  ${skipped.length} of ${states.length} pipes skipped: ${skipped.join(', ')}`);
  for (const state of states) {
    if (state.status !== 'succeeded') continue;
    const { inserted, updated } = state.written ?? {};
    say(`  ${state.pipeId} gave ${state.rows} rows: ${inserted} inserted, ${updated} updated`);
  }
}

/** What the stream has done since it started, and what somebody's orders were priced by. */
export function priced({ batches, rows, lastEpoch }: QueryMetrics, by: readonly PricedBy[]): void {
  const each = by.map(({ tier, discount, orders }) => `${orders} as ${tier} (less ${discount} %)`);
  say(`  start ${lastEpoch} of the stream; ${rows} orders in ${batches} batches`);
  say(`  orders of ${by[0]?.customer_id}: ${each.join(', ')}`);
}

/** What a change of a dimension would lead to. */
export function preview({ change, queries }: RestartPreview): void {
  const { entityId, changeClass, oldVersion, newVersion } = change;
  say(`  ${entityId} has other ${changeClass}: version ${oldVersion} -> ${newVersion}`);
  for (const { queryId, reaction } of queries) say(`  preview: ${reaction} ${queryId}`);
}

export function restarted(outcome: RestartOutcome): void {
  const gap = outcome.status === 'restarted' ? `, after ${outcome.gapSeconds.toFixed(1)} s` : '';
  say(`  outcome: ${outcome.queryId} ${outcome.status}${gap}`);
}

/** All tables, layer by layer. */
export function tables(states: readonly TableState[]): void {
  const titles = ['layer', 'table', 'rows', 'version', 'inserted', 'updated', 'written by'];
  const isNew = (layer: string, i: number) => states[i - 1]?.layer !== layer;
  say(
    table(
      titles,
      states.map(({ layer, entityId, rows, version, inserted, updated, by }, i) => [
        ...[isNew(layer, i) ? layer : '', entityId, rows, version, inserted, updated, by],
      ]),
    ),
  );
}

export function fresh(known: readonly Freshness[]): void {
  for (const { entityId, ageMs = 0, fresh, maxAge } of known) {
    const [age, most] = [ageMs / 1_000, maxAge / 3_600_000];
    say(
      `  ${fresh ? 'fresh' : 'stale'}    ${entityId} was written ${age.toFixed(0)} s ago (at most ${most} h)`,
    );
  }
}

export function made(entityId: string, records: readonly VersionRecords[]): void {
  for (const { pipeId, packageName, packageVersion, rows } of records)
    say(`  lineage  ${rows} rows of ${entityId} are made by ${pipeId} of ${packageName} ${packageVersion}`);
}

export function whereToLook(): void {
  const rekindle = 'npx rekindle';
  const project = '-p examples/lakehouse';
  const commands = [
    [`${rekindle} show gold.revenue ${project}`, 'rows of a table'],
    [`${rekindle} history ${project}`, 'who wrote what, and when'],
    [`${rekindle} graph ${project}`, 'what is made of what'],
    [`${rekindle} run --dry-run ${project}`, 'what would run'],
    ['npm start', `the next day (npm start -- --fresh: the first)`],
    ['examples/lakehouse/, docs/', 'how it is written, and what else there is'],
  ];
  say(table(undefined, commands));
}
