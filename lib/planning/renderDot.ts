import { nodeNames } from './nodeNames.ts';
import type { Plan } from './plan.ts';
import { visibleText } from './visibleText.ts';

/**
 * A plan in Graphviz's DOT: generations as clusters, streams with round corners, the critical path bold. An
 * edge tells its entity where that is not called like the pipe that writes it.
 */
export function renderDot({ generations, edges, criticalPath, modeOf }: Plan): string {
  const nameOf = nodeNames();
  const critical = new Set(criticalPath);
  const styleOf = (id: string) =>
    [...(modeOf(id) === 'stream' ? ['rounded'] : []), ...(critical.has(id) ? ['bold'] : [])].join(',');
  const clusters = generations.flatMap((ids, level) => [
    `  subgraph cluster_${level} {`,
    `    label="generation ${level}";`,
    ...ids.map((id) => `    ${nameOf(id)} [label=${quoted(id)}, style=${quoted(styleOf(id) || 'solid')}];`),
    '  }',
  ]);
  const arrows = edges.map(({ from, to, entityId }) => {
    const label = entityId === from ? '' : ` [label=${quoted(entityId)}]`;
    return `  ${nameOf(from)} -> ${nameOf(to)}${label};`;
  });
  return ['digraph plan {', '  rankdir=LR;', '  node [shape=box];', ...clusters, ...arrows, '}', ''].join(
    '\n',
  );
}

/** Backslashes and quotes are escaped in DOT, and `&` would begin an entity as in HTML. */
const quoted = (text: string) => `"${visibleText(text).replace(/&/g, '&amp;').replace(/["\\]/g, '\\$&')}"`;
