import type { DrawnNode, DrawnPlan } from './drawnPlan.ts';

/** Reads the part of Mermaid that a plan is drawn in; anything else fails. */
export function parseMermaid(text: string): DrawnPlan {
  const [first, ...lines] = text.trimEnd().split('\n');
  if (first !== 'flowchart LR') throw new Error(`expected a flowchart, got ${first}`);
  const nodes = new Map<string, DrawnNode>();
  const edges: (readonly [string, string, string | undefined])[] = [];
  let level = -1;
  let isOpen = false;
  for (const line of lines) {
    const box = /^ {2}subgraph g(\d+)\["generation (\d+)"\]$/.exec(line);
    const node = /^ {4}(n\d+)(\(?)\["([^"]+)"\](\)?)$/.exec(line);
    const edge = /^ {2}(n\d+) -->(?:\|"([^"]+)"\|)? (n\d+)$/.exec(line);
    const critical = /^ {2}class (n\d+) critical$/.exec(line);
    if (box && !isOpen && box[1] === box[2] && Number(box[1]) === level + 1)
      [level, isOpen] = [level + 1, true];
    else if (node && isOpen && node[2]?.length === node[4]?.length && !nodes.has(node[1] ?? '')) {
      const [, name = '', open, label = ''] = node;
      nodes.set(name, { name, label: unquoted(label), level, isStream: open === '(', isCritical: false });
    } else if (line === '  end' && isOpen) isOpen = false;
    else if (edge && !isOpen) {
      const [, from = '', label, to = ''] = edge;
      if (!nodes.has(from) || !nodes.has(to)) throw new Error(`expected nodes that are known, got ${line}`);
      edges.push([from, to, label === undefined ? undefined : unquoted(label)]);
    } else if (critical && !isOpen) {
      const known = nodes.get(critical[1] ?? '');
      if (!known) throw new Error(`expected a node that is known, got ${line}`);
      nodes.set(known.name, { ...known, isCritical: true });
    } else if (line !== '  classDef critical stroke-width:4px' || isOpen)
      throw new Error(`expected a line of a flowchart, got ${line}`);
  }
  return { nodes: [...nodes.values()], edges };
}

function unquoted(label: string): string {
  if (!/^([\p{L}\p{N}._-]|#\d+;)+$/u.test(label))
    throw new Error(`expected a label without signs, got ${label}`);
  return label.replace(/#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
}
