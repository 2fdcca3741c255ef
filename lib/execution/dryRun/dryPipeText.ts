import { isByParts } from '../../definitions/pipeIncremental.ts';
import { readableId } from '../../planning/readableId.ts';
import { shortList } from '../../planning/shortList.ts';
import { readableSpan } from '../readableSpan.ts';
import type { DryPipe, DrySettings, DryWrite } from './dryPipe.ts';

/** How one pipe would run, in columns: which it is, what it writes, and the rest. */
export function dryPipeText({ pipeId, inputs, output, write, settings }: DryPipe): readonly string[] {
  const writes =
    output === undefined || write === undefined ? 'writes nothing' : WRITES[write](readableId(output));
  const reads = inputs.length === 0 ? '' : `from ${shortList(inputs, SHOWN)}`;
  const special = settingsText(settings);
  return [readableId(pipeId), writes, [reads, special].filter((text) => text !== '').join(' ')];
}

/** How many inputs of a pipe are named. */
const SHOWN = 5;

const WRITES: Readonly<Record<DryWrite, (output: string) => string>> = {
  merge: (output) => `merges into ${output}`,
  append: (output) => `appends to ${output}`,
  overwrite: (output) => `overwrites ${output}`,
  replace: (output) => `replaces partitions of ${output}`,
  scd2: (output) => `adds states to ${output}`,
  append_or_overwrite: (output) => `appends to ${output} or overwrites it`,
};

function settingsText({ timeout, retry, pool, priority, weight, incremental }: DrySettings): string {
  const said = [
    ...(incremental === undefined ? [] : [newText(incremental)]),
    ...(timeout === undefined ? [] : [`timeout ${readableSpan(timeout)}`]),
    ...(retry === undefined ? [] : [retriesText(retry.maxRetries)]),
    ...(pool === undefined ? [] : [`pool ${readableId(pool)}`]),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...(weight === undefined ? [] : [`weight ${weight}`]),
  ];
  return said.length === 0 ? '' : `(${said.join(', ')})`;
}

const retriesText = (retries: number) => (retries === 1 ? '1 retry' : `${retries} retries`);

const newText = (by: NonNullable<DrySettings['incremental']>) =>
  isByParts(by)
    ? `what is affected by ${by.affected.map(readableId).join(', ')}`
    : `what is new by ${typeof by === 'string' ? by : readableId(by.column)}`;
