import { concat, concatMap, defer, map, type Observable } from 'rxjs';
import { dryRun } from '../../execution/dryRun/dryRun.ts';
import { renderDryRun } from '../../execution/dryRun/renderDryRun.ts';
import { carryOn, type FailurePolicy, failFast, skipDependents } from '../../execution/failurePolicy.ts';
import { resume } from '../../execution/journal/resume.ts';
import { run } from '../../execution/run.ts';
import type { RunOptions } from '../../execution/runOptions.ts';
import { runStages } from '../../execution/stages/runStages.ts';
import { fullRefresh } from '../../host/fullRefresh.ts';
import type { Runtime } from '../../host/runtime.ts';
import type { Call } from '../call.ts';
import { chosenPipes } from '../chosenPipes.ts';
import { chosenStages } from '../chosenStages.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { keptRunId } from '../keptRunId.ts';
import { opened } from '../opened.ts';
import { cancelReason, reportRun } from '../reportRun.ts';
import { selectionArgument } from '../selectionWords.ts';
import { UsageError } from '../usageError.ts';
import { withRuntime } from '../withRuntime.ts';

/** Runs pipes once. */
export const runCommand: Command = {
  name: 'run',
  summary: 'run pipes once',
  about: 'Ctrl-C cancels: what runs may clean up for its grace period; a second one ends it at once.',
  args: [{ ...selectionArgument, summary: selectionArgument.summary.replace('all)', 'all but streams)') }],
  options: {
    failure: {
      value: 'policy',
      summary: 'skip-dependents (default), fail-fast or carry-on, once a pipe has failed',
      completes: ['skip-dependents', 'fail-fast', 'carry-on'],
    },
    concurrency: { value: 'count', summary: 'how many pipes run at once (default: 4)' },
    stage: {
      value: 'stages',
      summary: "run stages: ids with commas between, '+x' with those that it follows, or all",
    },
    'full-refresh': { summary: 'read everything again, whatever was read before' },
    resume: { value: 'run', summary: 'take up a run that failed or broke off: its id, or last' },
    'dry-run': { summary: 'say what would be done, and do nothing' },
  },
  examples: [
    'rekindle run',
    "rekindle run '+gold.revenue' --failure fail-fast",
    'rekindle run --resume last',
    'rekindle run state:failed+',
    'rekindle run --stage +silver',
  ],
  graceful: true,
  run: (call) => {
    refuseContradictions(call);
    const [stages, resumes] = [call.text('stage'), call.text('resume') !== undefined];
    const work = (runtime: Runtime) => {
      if (stages !== undefined) return staged(stages, runtime, call);
      return resumes ? resumed(runtime, call) : anew(runtime, call);
    };
    return withRuntime(call, (runtime) =>
      concat(
        opened(runtime),
        defer(() => work(runtime)),
      ),
    );
  },
};

function refuseContradictions(call: Call): void {
  const [resumes, staged] = [call.text('resume') !== undefined, call.text('stage') !== undefined];
  if (resumes && call.args.length > 0)
    throw new UsageError('expected either pipes to run or --resume, got both');
  if (resumes && call.flag('dry-run')) throw new UsageError('expected --resume or --dry-run, got both');
  if (!staged) return;
  if (call.args.length > 0) throw new UsageError('expected either pipes to run or --stage, got both');
  const other = resumes ? 'resume' : call.flag('dry-run') ? 'dry-run' : undefined;
  if (other !== undefined) throw new UsageError(`expected --stage or --${other}, got both`);
}

function staged(asked: string, runtime: Runtime, call: Call): Observable<number> {
  const stages = chosenStages(runtime.project.definitions, asked);
  return reportRun(runStages(stages, optionsOf(runtime, call)), call);
}

function anew(runtime: Runtime, call: Call): Observable<number> {
  return chosenPipes(runtime, call.args, ({ selection, pipeIds, stateOf }) => {
    const { definitions } = runtime.project;
    const what =
      selection === undefined ? pipeIds.filter((id) => definitions.pipe(id).mode !== 'stream') : pipeIds;
    const options = { ...optionsOf(runtime, call), stateOf };
    if (call.flag('dry-run')) return foretold(what, options, call);
    return reportRun(run(what, options), call);
  });
}

function resumed(runtime: Runtime, call: Call): Observable<number> {
  return keptRunId(runtime.journal, call.text('resume') ?? 'last').pipe(
    concatMap((runId) => {
      const { definitions, journal } = runtime.runOptions;
      return reportRun(resume(runId, { ...optionsOf(runtime, call), definitions, journal }), call);
    }),
  );
}

function foretold(what: readonly string[], options: RunOptions, call: Call): Observable<number> {
  return dryRun(what, options).pipe(
    map((would) => {
      if (call.json) call.sayJson(would);
      else call.say(renderDryRun(would));
      return exitCodes.ok;
    }),
  );
}

const policies: Readonly<Record<string, FailurePolicy>> = {
  'skip-dependents': skipDependents,
  'fail-fast': failFast,
  'carry-on': carryOn,
};

/** What the project says of runs, and what the call says instead. */
function optionsOf({ runOptions }: Runtime, call: Call): RunOptions {
  const failure = policies[call.text('failure') ?? ''];
  const concurrency = call.number('concurrency', { least: 1 });
  return {
    ...(call.flag('full-refresh') ? fullRefresh(runOptions) : runOptions),
    ...(failure === undefined ? {} : { failure }),
    ...(concurrency === undefined ? {} : { concurrency }),
    cancel$: call.stop$.pipe(map(cancelReason)),
  };
}
