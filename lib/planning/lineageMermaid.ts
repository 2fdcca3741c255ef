import { nodeNames } from './nodeNames.ts';
import type { TableLineage } from './tableLineage.ts';
import { visibleText } from './visibleText.ts';

/** Which entities come from which, as a Mermaid flowchart; edges tell the pipe. */
export function lineageMermaid({ entityIds, edges }: TableLineage): string {
  const nameOf = nodeNames();
  const nodes = entityIds.map((id) => `  ${nameOf(id)}[(${quoted(id)})]`);
  const arrows = edges.map(
    ({ from, to, pipeId }) => `  ${nameOf(from)} -->|${quoted(pipeId)}| ${nameOf(to)}`,
  );
  return ['flowchart LR', ...nodes, ...arrows, ''].join('\n');
}

const quoted = (text: string) =>
  `"${visibleText(text).replace(/[^\p{L}\p{N}.]/gu, (character) => `#${character.codePointAt(0)};`)}"`;
