import { at } from './at.ts';
import { named } from './named.ts';
import type { PipeGraph } from './pipeGraph.ts';
import type { PlanWarning, RunMode } from './plan.ts';
import type { Streams } from './waits.ts';

/** Warns of pipes that do not run as they are defined, and of batch pipes that read what a stream writes. */
export function modeWarnings(graph: PipeGraph, streams: Streams): PlanWarning[] {
  return [
    ...unfit(graph, streams, 'batch', 'defined to run once, but run as streams'),
    ...unfit(graph, streams, 'stream', 'defined as streams, but run once'),
    ...readersOfStreams(graph, streams),
  ];
}

function unfit(graph: PipeGraph, streams: Streams, defined: RunMode, text: string): PlanWarning[] {
  const ids: string[] = [];
  streams.forEach((streaming, node) => {
    const { mode, id } = graph.pipeAt(node);
    if (mode === defined && mode !== (streaming === 1 ? 'stream' : 'batch')) ids.push(id);
  });
  return ids.length === 0 ? [] : [{ kind: 'mode', message: `${text}: ${named(ids)}`, pipeIds: ids }];
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
