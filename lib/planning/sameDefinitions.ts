import type { Entity } from '../definitions/entity.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { Request } from './visitInputs.ts';

/** Whether two requests are of pipes that are defined alike, in the same order: ids, inputs, outputs, modes, tags. */
export function sameDefinitions(a: Request, b: Request): boolean {
  if (a.handles.length !== b.handles.length) return false;
  return a.handles.every((handle, node) => {
    const [one, other] = [a.wiring.pipes[handle], b.wiring.pipes[b.handles[node] ?? -1]];
    return one === other || (one !== undefined && other !== undefined && samePipe(one, other));
  });
}

const samePipe = (a: Pipe, b: Pipe): boolean =>
  a.id === b.id &&
  a.mode === b.mode &&
  a.output?.id === b.output?.id &&
  sameEntities(a.inputs, b.inputs) &&
  sameTags(a.tags, b.tags);

const sameEntities = (a: readonly Entity[], b: readonly Entity[]): boolean =>
  a.length === b.length && a.every((entity, i) => entity.id === b[i]?.id);

function sameTags(a: Pipe['tags'], b: Pipe['tags']): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
