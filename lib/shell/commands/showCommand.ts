import {
  concat,
  forkJoin,
  ignoreElements,
  map,
  type Observable,
  scan,
  startWith,
  takeLast,
  takeWhile,
} from 'rxjs';
import type { Slice } from '../../data/slice.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import { run } from '../../execution/run.ts';
import type { Runtime } from '../../host/runtime.ts';
import type { Call } from '../call.ts';
import { cellText, isNumeric } from '../cellText.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { tableText } from '../tableText.ts';
import { unknownWord } from '../usageError.ts';
import { whereCondition } from '../whereCondition.ts';
import { withRuntime } from '../withRuntime.ts';

/** Shows rows of an entity. */
export const showCommand: Command = {
  name: 'show',
  summary: 'show rows of an entity',
  args: [{ name: 'entity', summary: 'the id of an entity' }],
  options: {
    limit: { value: 'rows', summary: 'the most rows that are shown (default: 20)' },
    columns: { value: 'names', summary: 'only these columns, in this order, with commas between' },
    where: { value: 'condition', summary: "only some rows: 'amount >= 500', 'email is null'" },
    run: { summary: 'run first what writes it, and what that needs; for engines that forget' },
  },
  examples: [
    "rekindle show gold.revenue --limit 5 --where 'total > 100'",
    'rekindle show silver.orders --json',
  ],
  run: (call) =>
    withRuntime(call, (runtime) => {
      const entity = runtime.project.definitions.entity(call.args[0] ?? '');
      const where = call.text('where');
      const slice: Slice = {
        kind: 'rows',
        ...(where === undefined ? {} : { where: whereCondition(where) }),
      };
      const shown$ = shown(runtime.engine.read(entity, slice), call);
      return call.flag('run') ? concat(written(runtime, entity.id), shown$) : shown$;
    }),
};

/** Runs whoever writes an entity, and whatever they need. */
const written = ({ runOptions }: Runtime, entityId: string): Observable<never> =>
  run(`+writes:${entityId}`, runOptions).pipe(ignoreElements());

/** One row more is read than is shown, to know whether there are more. */
function shown(frame: Frame, call: Call): Observable<number> {
  const limit = call.number('limit', { least: 1 }) ?? 20;
  const rows$ = frame.rows({ batchSize: Math.min(limit + 1, 1_000) }).pipe(
    scan((all: readonly Row[], batch) => [...all, ...batch], []),
    startWith<readonly Row[]>([]),
    takeWhile((rows) => rows.length <= limit, true),
    takeLast(1),
  );
  return forkJoin({ columns: frame.columns(), rows: rows$ }).pipe(
    map(({ columns, rows }) => {
      const names = chosen(Object.keys(columns), rows, call);
      print(names, rows.slice(0, limit), call);
      if (rows.length > limit) call.note(`there are more than ${limit} rows; --limit shows more`);
      return exitCodes.ok;
    }),
  );
}

function chosen(known: readonly string[], rows: readonly Row[], call: Call): readonly string[] {
  const all = [...new Set([...known, ...rows.flatMap((row) => Object.keys(row))])];
  const asked = call
    .text('columns')
    ?.split(',')
    .map((name) => name.trim());
  const stranger = asked?.find((name) => !all.includes(name));
  if (stranger !== undefined) throw unknownWord('the name of a column', { word: stranger, known: all });
  return asked ?? all;
}

function print(names: readonly string[], rows: readonly Row[], call: Call): void {
  if (call.json) {
    call.sayJson(rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))));
    return;
  }
  const columns = names.map(
    (title) =>
      ({
        title,
        align:
          rows.every((row) => row[title] == null || isNumeric(row[title])) && rows.length > 0
            ? 'right'
            : 'left',
      }) as const,
  );
  call.say(
    tableText(
      columns,
      rows.map((row) => names.map((name) => cellText(row[name]))),
      { columns: call.terminal.stdout.columns },
    ),
  );
  if (rows.length === 0) call.note('there are no rows');
}
