import type { Argument, Option } from './command.ts';

/** Pipes, as several commands take them. */
export const selectionArgument: Argument = {
  name: 'selection',
  summary: "pipes: ids, patterns, tag:…, layer:…, state:failed, '+x', 'x+' (default: all)",
  optional: true,
  many: true,
};

/** How pipes are planned, as several commands take it. */
export const strategyOption: Option = {
  value: 'name',
  summary: 'batch, streaming or hybrid (default: by the modes of the pipes)',
  completes: ['batch', 'streaming', 'hybrid'],
};
