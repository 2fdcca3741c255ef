import type { Capabilities } from '../../definitions/capabilities.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import { isByColumn, isByParts, type PipeIncremental } from '../../definitions/pipeIncremental.ts';
import { type Problem, problem } from '../../definitions/problem.ts';
import { writeModeOf } from '../../definitions/writeModeOf.ts';
import type { Agenda } from '../agenda.ts';
import type { ResolvedSettings, SettingsOf } from '../resolveSettings.ts';
import type { RunOptions } from '../runOptions.ts';

/** Why pipes cannot read what is new in the way that they say, with this engine and these options. */
export function incrementalProblems(
  { pipes }: Agenda,
  settingsOf: SettingsOf,
  options: RunOptions,
): readonly Problem[] {
  return [
    ...togetherProblems(options),
    ...pipes.flatMap((pipe, member) => {
      const settings = settingsOf(member);
      return settings.incremental === undefined
        ? []
        : pipeProblems(pipe, settings.incremental, settings, options);
    }),
  ];
}

function togetherProblems({ refresh, watermarks, slice }: RunOptions): readonly Problem[] {
  if (refresh === undefined) return [];
  return [
    ...(watermarks === false
      ? [problem('refresh', 'expected no "refresh" where watermarks are left aside, got both')]
      : []),
    ...(slice
      ? [problem('refresh', 'expected either "refresh" or "slice" to say what is read, got both')]
      : []),
  ];
}

function pipeProblems(
  { id, inputs, output }: Pipe,
  by: PipeIncremental,
  { write }: ResolvedSettings,
  { engine, slice, refresh }: RunOptions,
): readonly Problem[] {
  const lacking = neededFor(by).filter((name) => !engine.capabilities[name]);
  const mode = output && writeModeOf(output, write, true);
  const repeats = mode === 'append';
  return [
    ...lacking.map((name) =>
      problem(
        id,
        `reads what is new, expected an engine with the capability "${name}", got ${engine.name} without it`,
      ),
    ),
    ...(slice
      ? [
          problem(
            id,
            'reads what is new, expected no "slice" that says otherwise; watermarks: false leaves them aside',
          ),
        ]
      : []),
    ...(by === 'latest_changes' && inputs[0]?.keys.length === 0
      ? [problem(id, `is read by latest_changes, expected ${inputs[0].id} to have keys, got none`)]
      : []),
    ...(isByParts(by) ? partsProblems(id, write, refresh) : []),
    ...(isByColumn(by) && (by.lag ?? 0) > 0 && repeats
      ? [problem(id, `reads rows again because of its lag, expected ${KEYS}, got one that is appended to`)]
      : []),
    ...(typeof refresh === 'object' && typeof by !== 'object'
      ? [
          problem(
            id,
            `is read by ${by}, expected to be read by a column or by parts to be refreshed in a range`,
          ),
        ]
      : []),
    ...(typeof refresh === 'object' && isByColumn(by) && repeats && write === undefined
      ? [problem(id, `reads rows again in a range, expected ${KEYS}, got one that is appended to`)]
      : []),
  ];
}

const KEYS = 'an output with keys to merge by, or that is replaced in parts';

/** Parts replace those of the output; what else is asked for makes no sense but where everything is read. */
function partsProblems(
  id: string,
  write: ResolvedSettings['write'],
  refresh: RunOptions['refresh'],
): readonly Problem[] {
  const isMeant =
    write === undefined || write === 'replace' || (write === 'overwrite' && refresh === 'full');
  const expected = 'is given the parts that changed, expected to replace those of its output';
  return isMeant ? [] : [problem(id, `${expected}, got write: "${write}"`)];
}

type Needed = keyof Capabilities & ('transactions' | 'versions' | 'changeFeed' | 'timeTravel');

function neededFor(by: PipeIncremental): readonly Needed[] {
  if (by === 'version') return ['transactions', 'versions'];
  if (isByParts(by)) return ['transactions', 'versions', 'changeFeed', 'timeTravel'];
  return typeof by === 'string' ? ['transactions', 'versions', 'changeFeed'] : ['transactions'];
}
