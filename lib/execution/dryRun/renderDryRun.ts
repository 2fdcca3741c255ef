import { counted } from '../../planning/counted.ts';
import { readableBytes } from '../../planning/readableBytes.ts';
import { readableId } from '../../planning/readableId.ts';
import { section } from '../../planning/section.ts';
import { shortList } from '../../planning/shortList.ts';
import { warningLine } from '../../planning/warningLine.ts';
import { dryPipeText } from './dryPipeText.ts';
import type { DryRun } from './dryRun.ts';
import type { MissingInput } from './missingInputs.ts';
import type { Overwritten } from './overwrites.ts';

/** How much of a dry run is shown. */
export interface RenderDryRunOptions {
  /** How many pipes of a generation are shown, and how many entries of any other list. @default 20 */
  readonly maxPerGeneration?: number;
}

/** Says in words what a run would do: its generations first, then what is in the way or would be lost. */
export function renderDryRun(
  dryRun: DryRun,
  { maxPerGeneration: most = 20 }: RenderDryRunOptions = {},
): string {
  const { missing, overwritten, warnings } = dryRun;
  return [
    headline(dryRun),
    ...section('', table(dryRun, most)),
    ...section('missing inputs', capped(missing, most, missingLine)),
    ...section('would be overwritten', capped(overwritten, most, overwrittenLine)),
    ...section('warnings', capped(warnings, most, warningLine)),
  ].join('\n');
}

function headline({ pipeCount, generations, strategy, order, missing, overwritten }: DryRun): string {
  const pipes = counted(pipeCount, 'pipe');
  const how =
    order === 'given'
      ? `${pipes}, one after the other as given`
      : `${pipes} in ${counted(generations.length, 'generation')} by ${readableId(strategy)}`;
  const found = [
    ...(missing.length === 0 ? [] : [`${counted(missing.length, 'input')} missing`]),
    ...(overwritten.length === 0 ? [] : [`${counted(overwritten.length, 'table')} overwritten`]),
  ];
  return `would run ${how}${found.length === 0 ? '' : `: ${found.join(', ')}`}`;
}

function table({ generations }: DryRun, most: number): string[] {
  const shown = generations.map((pipes) => pipes.slice(0, most).map(dryPipeText));
  const width = (column: number) =>
    shown.flat().reduce((widest, cells) => Math.max(widest, cells[column]?.length ?? 0), 0);
  const [first, second] = [width(0), width(1)];
  const margin = String(generations.length - 1).length;
  return generations.flatMap((pipes, generation) => {
    const rows = (shown[generation] ?? []).map(([pipe = '', writes = '', rest = '']) =>
      `${pipe.padEnd(first)}  ${writes.padEnd(second)}  ${rest}`.trimEnd(),
    );
    const hidden = pipes.length - rows.length;
    const all = hidden > 0 ? [...rows, `… ${hidden} more of ${pipes.length}`] : rows;
    return all.map((row, i) => `${(i === 0 ? String(generation) : '').padStart(margin)}  ${row}`);
  });
}

function capped<T>(items: readonly T[], most: number, line: (item: T, most: number) => string): string[] {
  const hidden = items.length - most;
  const shown = items.slice(0, most).map((item) => line(item, most));
  return hidden > 0 ? [...shown, `… ${hidden} more`] : shown;
}

function missingLine({ entityId, readers, writers, late, nearest }: MissingInput, most: number): string {
  return [
    `! ${readableId(entityId)} has no table, and is read by ${shortList(readers, most)}`,
    ...(writers.length === 0 ? [] : [`${shortList(writers, most)} would write it, but is not requested`]),
    ...(late.length === 0 ? [] : [`${shortList(late, most)} writes it only afterwards`]),
    ...(nearest === undefined ? [] : [`did you mean ${readableId(nearest)}?`]),
  ].join('; ');
}

function overwrittenLine({ entityId, pipeId, write, rows, bytes }: Overwritten): string {
  const size = [
    ...(rows === undefined ? [] : [counted(rows, 'row')]),
    ...(bytes === undefined ? [] : [readableBytes(bytes)]),
  ];
  const maybe = write === 'overwrite' ? '' : ', unless it is given only a part to read';
  return `${readableId(entityId)} by ${readableId(pipeId)}: ${size.join(', ') || 'of unknown size'}${maybe}`;
}
