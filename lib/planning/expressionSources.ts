import { namedSources, type Scope, type Sources, together } from './lineageScope.ts';
import { isNode, type ParsedNode } from './parsedNode.ts';

/** Which columns an expression is made of. */
export function expressionSources(expression: ParsedNode, scope: Scope): Sources {
  switch (expression['class']) {
    case 'COLUMN_REF': {
      const names = expression['column_names'];
      return Array.isArray(names) ? namedSources(names.map(String), scope) : 'unknown';
    }
    case 'SUBQUERY':
      return ofSubquery(expression, scope);
    // What a star or a parameter of a lambda stands for, the tree does not tell.
    case 'STAR':
    case 'LAMBDA':
    case 'LAMBDA_REF':
      return 'unknown';
    default:
      return together(Object.values(expression).map((part) => sourcesIn(part, scope)));
  }
}

function sourcesIn(part: unknown, scope: Scope): Sources {
  if (Array.isArray(part)) return together(part.map((one) => sourcesIn(one, scope)));
  return isNode(part) ? expressionSources(part, scope) : [];
}

function ofSubquery(expression: ParsedNode, scope: Scope): Sources {
  const { subquery, child } = expression;
  const node = isNode(subquery) ? subquery['node'] : undefined;
  if (!isNode(node)) return 'unknown';
  const { columns, complete } = scope.subquery(node);
  if (!complete) return 'unknown';
  return together([...columns.map(({ from }) => from), sourcesIn(child, scope)]);
}
