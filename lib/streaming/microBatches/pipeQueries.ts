import { nearest } from '../../codec/nearest.ts';
import { DefinitionError } from '../../definitions/definitionError.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import { problem } from '../../definitions/problem.ts';
import { layoutToRun } from '../../planning/layout.ts';
import type { Plan } from '../../planning/plan.ts';
import { type PipeQuery, pipeQuery } from './pipeQuery.ts';
import type { PipeQueryOptions } from './pipeQueryOptions.ts';
import { StreamChecks } from './streamChecks.ts';

/** How the streams of a plan run. */
export interface PipeQueriesOptions
  extends Omit<PipeQueryOptions, 'name' | 'source' | 'wake$' | 'upstreams'> {
  /** What is different for single pipes, by their ids. @default nothing */
  readonly pipes?: Readonly<Record<string, Partial<PipeQueryOptions>>>;
}

/**
 * Makes a query of each pipe of a plan that runs as a stream, in the order of the plan; each knows which of the
 * others it reads from. To be registered in a set, and their `reads` in its dependencies.
 */
export function pipeQueries(plan: Plan, options: PipeQueriesOptions): readonly PipeQuery[] {
  const { pipes: own = {}, reads = {}, checks = new StreamChecks(), ...others } = options;
  const usual = { ...others, checks };
  const ids = plan.pipeIds.filter((id) => plan.modeOf(id) === 'stream');
  const pipes = pipesOf(plan, ids);
  refuseUnknown(Object.keys(own), ids, {
    option: 'pipes',
    expected: 'a pipe of the plan that runs as a stream',
  });
  const joined = pipes.flatMap(({ inputs }) => inputs.slice(1).map(({ id }) => id));
  refuseUnknown(Object.keys(reads), joined, {
    option: 'reads',
    expected: 'an input, but not the first, of one of its streams',
  });
  return pipes.map((pipe) => {
    const others = new Set(pipe.inputs.slice(1).map(({ id }) => id));
    const concerned = Object.entries(reads).filter(([id]) => others.has(id));
    const upstreams = upstreamsOf(pipe, pipes);
    return pipeQuery(pipe, { ...usual, reads: Object.fromEntries(concerned), upstreams, ...own[pipe.id] });
  });
}

function pipesOf(plan: Plan, ids: readonly string[]): readonly Pipe[] {
  const { graph } = layoutToRun(plan);
  return ids.map((id) => graph.pipeAt(graph.nodeOf(id) as number));
}

const upstreamsOf = (pipe: Pipe, pipes: readonly Pipe[]): readonly string[] =>
  pipes
    .filter(({ id, output }) => id !== pipe.id && pipe.inputs.some((input) => input.id === output?.id))
    .map(({ id }) => id);

function refuseUnknown(
  named: readonly string[],
  known: readonly string[],
  { option, expected }: { readonly option: string; readonly expected: string },
): void {
  const problems = named
    .filter((id) => !known.includes(id))
    .map((id) => problem(`${option}.${id}`, `expected ${expected}`, nearest(id, known)));
  if (problems.length > 0) throw new DefinitionError('queries of a plan', problems);
}
