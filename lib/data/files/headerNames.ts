import { nearest } from '../../codec/nearest.ts';
import type { Drift } from '../../definitions/entity.ts';
import { FileFault } from './fileRecord.ts';
import { strangeColumn } from './wantedColumns.ts';

/** What is done about columns, and on which line they are named. */
export interface HeaderRules {
  readonly drift: Drift;
  readonly line: number;
}

/**
 * The columns that rows of a file have that names these: those that are wanted, and those that are kept besides.
 * Throws a `FileFault` where they may not differ, and do.
 */
export function headerNames(
  names: readonly string[],
  wanted: readonly string[],
  { drift, line }: HeaderRules,
): readonly string[] {
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new FileFault(line, 'expected each column once, got it again', twice);
  const strange = names.find((name) => !wanted.includes(name));
  if (strange !== undefined && drift === 'fail')
    throw new FileFault(line, strangeColumn(strange, wanted), strange);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined && drift === 'fail') throw new FileFault(line, missed(missing, names), missing);
  const kept = drift === 'evolve' ? names.filter((name) => name !== '' && !wanted.includes(name)) : [];
  return [...wanted, ...kept];
}

function missed(name: string, names: readonly string[]): string {
  const found = nearest(name, names);
  return `expected a column of this name, got none${found === undefined ? '' : `, though there is ${found}`}`;
}
