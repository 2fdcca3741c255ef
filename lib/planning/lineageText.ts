import { readableId } from './readableId.ts';
import type { TableLineage } from './tableLineage.ts';

/** Which entities come from which, as text: a line each. */
export function lineageText({ entityIds, edges }: TableLineage): string {
  return entityIds
    .map((id) => {
      const from = edges
        .filter(({ to }) => to === id)
        .map((edge) => `${readableId(edge.from)} (${readableId(edge.pipeId)})`);
      return from.length === 0 ? readableId(id) : `${readableId(id)} <- ${from.join(', ')}`;
    })
    .join('\n');
}
