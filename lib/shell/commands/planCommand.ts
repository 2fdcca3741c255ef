import { of } from 'rxjs';
import type { Runtime } from '../../host/runtime.ts';
import { batch } from '../../planning/batch.ts';
import { explain } from '../../planning/explain.ts';
import { hybrid } from '../../planning/hybrid.ts';
import { plan } from '../../planning/makePlan.ts';
import type { Plan } from '../../planning/plan.ts';
import { planToJson } from '../../planning/planToJson.ts';
import { renderText } from '../../planning/renderText.ts';
import { streaming } from '../../planning/streaming.ts';
import type { Call } from '../call.ts';
import { type ChosenPipes, chosenPipes } from '../chosenPipes.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { selectionArgument, strategyOption } from '../selectionWords.ts';
import { tableText } from '../tableText.ts';
import { UsageError } from '../usageError.ts';
import { withRuntime } from '../withRuntime.ts';

/** Shows which pipes would run, in which order, and why these. */
export const planCommand: Command = {
  name: 'plan',
  summary: 'show what would run, in which order',
  args: [selectionArgument],
  options: {
    strategy: strategyOption,
    explain: { summary: 'say of every pipe why it is selected, or why it is not' },
    all: { summary: 'leave nothing out, however long it gets' },
  },
  examples: [
    'rekindle plan',
    "rekindle plan '+gold.revenue' --explain",
    'rekindle plan tag:finance --json',
  ],
  run: (call) =>
    withRuntime(call, (runtime) =>
      chosenPipes(runtime, call.args, (chosen) => {
        if (call.flag('explain')) explained(runtime, chosen, call);
        else shown(plannedFor(runtime, chosen, call), call);
        return of(exitCodes.ok);
      }),
    ),
};

/** The plan of the chosen pipes: of one kind where they are of one, of both where they are of both. */
export function plannedFor(
  { project }: Runtime,
  { pipeIds }: Pick<ChosenPipes, 'pipeIds'>,
  call: Call,
): Plan {
  const { definitions } = project;
  const modes = new Set(pipeIds.map((id) => definitions.pipe(id).mode));
  const usual = modes.has('stream') ? (modes.has('batch') ? 'hybrid' : 'streaming') : 'batch';
  const strategy = { batch, hybrid, streaming }[call.text('strategy') ?? usual];
  return plan(definitions.wiring(), pipeIds, strategy ? { strategy } : {});
}

function shown(made: Plan, call: Call): void {
  if (call.json) call.sayJson(planToJson(made));
  else call.say(renderText(made, call.flag('all') ? { maxPerGeneration: Number.POSITIVE_INFINITY } : {}));
}

function explained({ project }: Runtime, { selection, stateOf }: ChosenPipes, call: Call): void {
  if (selection === undefined) throw new UsageError('expected a selection to explain, got none');
  const found = explain(project.definitions.wiring(), selection, stateOf);
  if (call.json) call.sayJson(found);
  else
    call.say(
      tableText(
        [{ title: 'pipe' }, { title: 'runs' }, { title: 'because' }],
        found.map(({ pipeId, selected, because }) => [pipeId, selected ? 'yes' : 'no', because]),
      ),
    );
}
