import { at } from './at.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { PlanWarning, RunMode } from './plan.ts';
import type { Streams } from './waits.ts';

const SHOWN = 5;

/** Warns of pipes that do not run as they are defined, and of batch pipes that read what a stream writes. */
export function modeWarnings(graph: PipeGraph, streams: Streams): PlanWarning[] {
  return [
    ...unfit(graph, streams, 'batch', 'are defined to run once, and run as streams'),
    ...unfit(graph, streams, 'stream', 'are defined as streams, and run once'),
    ...readersOfStreams(graph, streams),
  ];
}

function unfit(graph: PipeGraph, streams: Streams, defined: RunMode, text: string): PlanWarning[] {
  const ids: string[] = [];
  streams.forEach((streaming, node) => {
    const { mode, id } = graph.pipeAt(node);
    if (mode === defined && mode !== (streaming === 1 ? 'stream' : 'batch')) ids.push(id);
  });
  return ids.length === 0 ? [] : [{ kind: 'mode', message: `${named(ids)} ${text}`, pipeIds: ids }];
}

/** Only the first ones, because it can be every pipe there is. */
function named(ids: readonly string[]): string {
  const more = ids.length - SHOWN;
  return ids.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function readersOfStreams(graph: PipeGraph, streams: Streams): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  streams.forEach((streaming, node) => {
    if (streaming === 0) return;
    for (let i = at(graph.start, node); i < at(graph.start, node + 1); i++) {
      const reader = at(graph.targets, i);
      if (streams[reader] === 1) continue;
      const pipeIds = [graph.idAt(node), graph.idAt(reader)];
      const message = `${pipeIds[1]} runs once, before the stream ${pipeIds[0]} starts: it will read what an earlier run left`;
      warnings.push({ kind: 'mode', message, pipeIds });
    }
  });
  return warnings;
}
