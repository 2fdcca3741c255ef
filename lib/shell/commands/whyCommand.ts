import { concatMap, map } from 'rxjs';
import { renderWhy } from '../../execution/why/renderWhy.ts';
import { why } from '../../execution/why/why.ts';
import { keptRun } from '../../host/keptRun.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { keptRunId } from '../keptRunId.ts';
import { withRuntime } from '../withRuntime.ts';

/** Says why a pipe ended as it did. */
export const whyCommand: Command = {
  name: 'why',
  summary: 'say why a pipe ended as it did in a run',
  args: [{ name: 'pipe', summary: 'the id of a pipe' }],
  options: { run: { value: 'id', summary: 'the run that is meant (default: last)' } },
  examples: ['rekindle why gold.revenue'],
  run: (call) => {
    const [pipeId = ''] = call.args;
    return withRuntime(call, ({ journal, project, scheduler }) =>
      keptRunId(journal, call.text('run') ?? 'last').pipe(
        concatMap((runId) => journal.read(runId)),
        map((kept) => {
          if (!kept) throw new Error('expected the journal to know a run that it names, got nothing');
          const answer = why(keptRun(kept, project.definitions), pipeId, { scheduler });
          if (call.json) call.sayJson(answer);
          else call.say(renderWhy(answer));
          return exitCodes.ok;
        }),
      ),
    );
  },
};
