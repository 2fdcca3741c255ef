import { of } from 'rxjs';
import { planToJson } from '../../planning/planToJson.ts';
import { renderDot } from '../../planning/renderDot.ts';
import { renderMermaid } from '../../planning/renderMermaid.ts';
import { chosenPipes } from '../chosenPipes.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { selectionArgument, strategyOption } from '../selectionWords.ts';
import { withRuntime } from '../withRuntime.ts';
import { plannedFor } from './planCommand.ts';

/** Draws who reads what of whom. */
export const graphCommand: Command = {
  name: 'graph',
  summary: 'draw who reads what of whom',
  args: [selectionArgument],
  options: {
    format: {
      value: 'name',
      summary: 'mermaid, dot or json (default: mermaid)',
      completes: ['mermaid', 'dot', 'json'],
    },
    strategy: strategyOption,
  },
  examples: ['rekindle graph > graph.mmd', 'rekindle graph --format dot | dot -Tsvg > graph.svg'],
  run: (call) =>
    withRuntime(call, (runtime) =>
      chosenPipes(runtime, call.args, (chosen) => {
        const made = plannedFor(runtime, chosen, call);
        const format = call.json ? 'json' : (call.text('format') ?? 'mermaid');
        if (format === 'json') call.sayJson(planToJson(made));
        else call.say((format === 'dot' ? renderDot(made) : renderMermaid(made)).trimEnd());
        return of(exitCodes.ok);
      }),
    ),
};
