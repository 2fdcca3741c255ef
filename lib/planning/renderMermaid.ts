import { nodeNames } from './nodeNames.ts';
import type { Plan } from './plan.ts';
import { visibleText } from './visibleText.ts';

/**
 * A plan as a Mermaid flowchart: generations as boxes, streams with round ends, the critical path with a
 * heavy border. An edge tells its entity where that is not called like the pipe that writes it.
 */
export function renderMermaid({ generations, edges, criticalPath, modeOf }: Plan): string {
  const nameOf = nodeNames();
  const boxes = generations.flatMap((ids, level) => [
    `  subgraph g${level}["generation ${level}"]`,
    ...ids.map(
      (id) => `    ${nameOf(id)}${modeOf(id) === 'stream' ? `([${quoted(id)}])` : `[${quoted(id)}]`}`,
    ),
    '  end',
  ]);
  const arrows = edges.map(({ from, to, entityId }) => {
    const label = entityId === from ? '' : `|${quoted(entityId)}|`;
    return `  ${nameOf(from)} -->${label} ${nameOf(to)}`;
  });
  const critical = criticalPath.map((id) => `  class ${nameOf(id)} critical`);
  const heavy = critical.length === 0 ? [] : ['  classDef critical stroke-width:4px', ...critical];
  return ['flowchart LR', ...boxes, ...arrows, ...heavy, ''].join('\n');
}

/**
 * Letters, digits, dots, and dashes and underscores inside of words mean nothing to Mermaid, nor to the
 * Markdown that it may take a label for; everything else is written as its number.
 */
const quoted = (text: string) =>
  `"${visibleText(text || ' ').replace(SIGN, (character) => `#${character.codePointAt(0)};`)}"`;

const SIGN = /[^\p{L}\p{N}._-]|(?<![\p{L}\p{N}_-])[_-]|[_-](?![\p{L}\p{N}_-])/gu;
