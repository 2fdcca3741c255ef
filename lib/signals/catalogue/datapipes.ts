import * as t from 'io-ts';
import { declare } from '../declare.ts';
import { details, duration, failure, flag, number, outcomes, text, texts, version } from './fields.ts';

const run = { runId: text, pipeIds: texts } as const;
const pipe = { runId: text, pipeId: text, pipeName: text } as const;

const skipReason = t.union([
  t.literal('no_data'),
  t.literal('upstream_failed'),
  t.literal('not_selected'),
  t.literal('unchanged'),
  t.literal('vetoed'),
]);

const logLevel = t.union([t.literal('debug'), t.literal('info'), t.literal('warn'), t.literal('error')]);

/** What happens to pipes and to the runs they belong to. */
export const datapipes = {
  'datapipes.before_run': declare('A run was subscribed to and is about to start its first pipe.', {
    ...run,
    pipeCount: number,
    executionMode: text,
    generationCount: number,
  }),
  'datapipes.after_run': declare(
    'Every requested pipe has reached its end, and none of them failed the run.',
    {
      ...run,
      pipeCount: number,
      ...outcomes,
      ...duration,
    },
  ),
  'datapipes.run_failed': declare('A run ended because of a failure.', {
    ...run,
    'failedPipe?': text,
    successCount: number,
    failedCount: number,
    ...failure,
    ...duration,
  }),
  'datapipes.before_pipe': declare('A pipe is about to run.', {
    ...pipe,
    pipeIndex: number,
    totalPipes: number,
  }),
  'datapipes.after_pipe': declare('A pipe has succeeded and its output is written.', {
    ...pipe,
    ...duration,
    rowsProcessed: number,
    attempts: number,
  }),
  'datapipes.pipe_failed': declare('A pipe has failed, and no attempt is left.', {
    ...pipe,
    ...failure,
    ...duration,
    attempts: number,
    'abandoned?': flag,
  }),
  'datapipes.pipe_skipped': declare('A pipe was not run, for the reason told.', {
    ...pipe,
    skipReason,
    'upstream?': text,
    'because?': text,
  }),
  'datapipes.pipe_cancelled': declare(
    'A pipe was stopped, or was kept from starting, because the run was.',
    {
      ...pipe,
      reason: text,
      'abandoned?': flag,
    },
  ),
  'datapipes.pipe_retrying': declare('An attempt of a pipe failed; the next follows after a delay.', {
    runId: text,
    pipeId: text,
    attempt: number,
    maxAttempts: number,
    delaySeconds: number,
    ...failure,
  }),
  'datapipes.pipe_progress': declare(
    'A pipe has worked on so many rows, or so many of its rows are written.',
    {
      runId: text,
      pipeId: text,
      rows: number,
      step: t.union([t.literal('transform'), t.literal('write')]),
    },
    { highVolume: true },
  ),
  'datapipes.pipe_logged': declare('A pipe said something while it ran.', {
    runId: text,
    pipeId: text,
    level: logLevel,
    message: text,
    'fields?': details,
  }),
  'datapipes.journal_failed': declare(
    'What became of a run could not be kept in its journal; the run goes on.',
    { runId: text, 'pipeId?': text, ...failure },
  ),
  'datapipes.lineage_applied': declare(
    'Rows were marked with the pipe and the package version that made them.',
    {
      runId: text,
      pipeId: text,
      layer: text,
      packageName: text,
      packageVersion: text,
      rows: number,
    },
  ),
  'datapipes.version_changed': declare(
    'A pipe comes from another version of its package than at its last run.',
    {
      pipeId: text,
      packageName: text,
      oldVersion: version,
      newVersion: version,
    },
  ),
  'datapipes.lineage_audit': declare('The rows of an entity were counted by the version that made them.', {
    entityId: text,
    layer: text,
    currentVersion: text,
    rowsCurrent: number,
    rowsStale: number,
    rowsUnversioned: number,
  }),
};
