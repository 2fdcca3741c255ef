import { dependencyGraph } from '../../operators/dependencyGraph.ts';
import type { Wiring } from '../definitions/wiring.ts';
import { UnknownPipeError } from '../planning/unknownPipeError.ts';
import type { Agenda, Lists } from './agenda.ts';

/**
 * Pipes one after the other, as they are named. No graph is made, so circles do no harm; who reads what a
 * pipe before it in the list writes still counts as needing it.
 */
export function givenAgenda(wiring: Wiring, pipeIds: readonly string[]): Agenda {
  const handles = handlesOf(wiring, pipeIds);
  const places = new Map(pipeIds.map((id, place) => [id, place]));
  const each = new Int32Array(handles.length).map((_, place) => place);
  return {
    pipes: handles.map((handle) => wiring.pipes[handle] as Agenda['pipes'][number]),
    producers: producersBefore(wiring, handles),
    waitsFor: { start: Int32Array.from([0, ...each]), items: each },
    dependencies: dependencyGraph(handles.length, (place) => (place === 0 ? [] : [place - 1]), String),
    generationOf: each,
    generationSizes: each.map(() => 1),
    plan: undefined,
    strategy: 'given',
    mode: 'batch',
    memberOf: (pipeId) => places.get(pipeId),
  };
}

function handlesOf(wiring: Wiring, pipeIds: readonly string[]): number[] {
  const unknown = pipeIds.filter((id) => wiring.handleOf(id) === undefined);
  if (unknown.length > 0)
    throw new UnknownPipeError(
      unknown,
      wiring.pipes.map(({ id }) => id),
    );
  const seen = new Set<string>();
  const twice = pipeIds.find((id) => seen.size === seen.add(id).size);
  if (twice !== undefined)
    throw new TypeError(`expected each pipe once in the order given, got "${twice}" twice`);
  return pipeIds.map((id) => wiring.handleOf(id) as number);
}

function producersBefore({ inputStart, inputs, output }: Wiring, handles: readonly number[]): Lists {
  const start = new Int32Array(handles.length + 1);
  const items: number[] = [];
  const writers = new Map<number, number>();
  handles.forEach((handle, place) => {
    for (const entity of inputs.subarray(inputStart[handle], inputStart[handle + 1])) {
      const writer = writers.get(entity);
      if (writer !== undefined) items.push(writer);
    }
    start[place + 1] = items.length;
    const written = output[handle] as number;
    if (written >= 0) writers.set(written, place);
  });
  return { start, items: Int32Array.from(items) };
}
