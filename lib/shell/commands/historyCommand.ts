import { map } from 'rxjs';
import type { HistoryEntry, HistoryQuery } from '../../data/history.ts';
import { readableSpan } from '../../execution/readableSpan.ts';
import { readableTime } from '../../execution/readableTime.ts';
import type { Runtime } from '../../host/runtime.ts';
import type { Call } from '../call.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { grouped } from '../rowsText.ts';
import { type Column, tableText } from '../tableText.ts';
import { withRuntime } from '../withRuntime.ts';

/** Shows who wrote what, and when. */
export const historyCommand: Command = {
  name: 'history',
  summary: 'show who wrote what, and when',
  args: [{ name: 'entity', summary: 'the id of an entity (default: all)', optional: true }],
  options: {
    limit: { value: 'writes', summary: 'the most writes that are shown (default: 20)' },
    run: { value: 'id', summary: 'only those of a run' },
    pipe: { value: 'id', summary: 'only those of a pipe' },
  },
  examples: ['rekindle history', 'rekindle history gold.revenue --limit 5'],
  run: (call) =>
    withRuntime(call, (runtime) =>
      runtime.engine.history(asked(runtime, call)).pipe(
        map((entries) => {
          if (call.json)
            call.sayJson(entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })));
          else if (entries.length === 0) call.note('nothing was written that is known of');
          else call.say(tableText(columns, entries.map(cells), { columns: call.terminal.stdout.columns }));
          return exitCodes.ok;
        }),
      ),
    ),
};

function asked({ project }: Runtime, call: Call): HistoryQuery {
  const [entityId] = call.args;
  const [runId, pipeId] = [call.text('run'), call.text('pipe')];
  return {
    // What is not defined is refused, with the nearest that is.
    ...(entityId === undefined ? {} : { entityIds: [project.definitions.entity(entityId).id] }),
    ...(runId === undefined ? {} : { runId }),
    ...(pipeId === undefined ? {} : { pipeId: project.definitions.pipe(pipeId).id }),
    limit: call.number('limit', { least: 1 }) ?? 20,
  };
}

const right = (title: string): Column => ({ title, align: 'right' });

const columns: readonly Column[] = [
  ...[{ title: 'when' }, { title: 'entity' }, { title: 'mode' }, right('version'), right('rows')],
  ...[right('inserted'), right('updated'), right('deleted'), right('took')],
  ...[{ title: 'pipe' }, { title: 'run' }],
];

function cells({ at, entityId, mode, version, rowsWritten, durationMs, by, ...counts }: HistoryEntry) {
  const number = (count: number | undefined) => (count === undefined ? '∅' : grouped(count));
  return [
    ...[readableTime(at), entityId, mode, number(version), grouped(rowsWritten)],
    ...[number(counts.inserted), number(counts.updated), number(counts.deleted), readableSpan(durationMs)],
    ...[by.pipeId ?? '∅', by.runId ?? '∅'],
  ];
}
