import { expressionSources } from './expressionSources.ts';
import type { ColumnLineage, OutputColumn } from './lineageColumns.ts';
import { type Relation, type Scope, together } from './lineageScope.ts';
import { isNode, listIn, type ParsedNode, textIn } from './parsedNode.ts';

/** The columns of a table, where they are known. */
export type ColumnsOf = (table: string) => readonly string[] | undefined;

/**
 * Which columns a query gives, and which columns of what it reads each is made of, by the tree that DuckDB's own parser
 * makes of it (`json_serialize_sql`). What takes part in how a value comes about counts, such as the condition of a
 * `case`; what only selects rows, such as `where` and join conditions, does not. What the tree does not tell is `unknown`.
 */
export function columnLineage(tree: unknown, columnsOf: ColumnsOf = () => undefined): ColumnLineage {
  const [statement] = isNode(tree) ? listIn(tree, 'statements') : [];
  const node = statement?.['node'];
  return isNode(node) ? lineageOf(node, { ctes: new Map(), outer: [], columnsOf }) : NOTHING;
}

interface Context {
  readonly ctes: ReadonlyMap<string, ColumnLineage>;
  readonly outer: readonly Relation[];
  readonly columnsOf: ColumnsOf;
}

const NOTHING: ColumnLineage = { columns: [], complete: false };

function lineageOf(node: ParsedNode, context: Context): ColumnLineage {
  const ctes = new Map(context.ctes);
  const { cte_map: map } = node;
  for (const { key, value } of isNode(map) ? listIn(map, 'map') : []) {
    const query = isNode(value) && isNode(value['query']) ? value['query']['node'] : undefined;
    if (typeof key !== 'string' || !isNode(query)) continue;
    ctes.set(key.toLowerCase(), lineageOf(query, { ...context, ctes }));
  }
  const inside = { ...context, ctes };
  if (node['type'] === 'SELECT_NODE') return selected(node, inside);
  return node['type'] === 'SET_OPERATION_NODE' ? united(node, inside) : NOTHING;
}

function united(node: ParsedNode, context: Context): ColumnLineage {
  const { left, right, setop_type: type } = node;
  if (!isNode(left) || !isNode(right)) return NOTHING;
  const [one, other] = [lineageOf(left, context), lineageOf(right, context)];
  if (type === 'UNION_BY_NAME') return NOTHING;
  const columns = one.columns.map(({ column, from }, i) => ({
    column,
    from: together([from, other.columns[i]?.from ?? 'unknown']),
  }));
  return { columns, complete: one.complete && other.complete };
}

function selected(node: ParsedNode, context: Context): ColumnLineage {
  const relations = isNode(node['from_table']) ? relationsIn(node['from_table'], context) : [];
  const columns: OutputColumn[] = [];
  let complete = true;
  const scope: Scope = {
    relations,
    outer: context.outer,
    made: columns,
    subquery: (inner) => lineageOf(inner, { ...context, outer: [...relations, ...context.outer] }),
  };
  for (const item of listIn(node, 'select_list')) {
    if (item['class'] === 'STAR') complete = starred(item, scope, columns) && complete;
    else columns.push({ column: nameOf(item, columns.length), from: expressionSources(item, scope) });
  }
  return { columns, complete };
}

/** What has no name of its own is called by its place, as engines differ in what they call it. */
function nameOf(item: ParsedNode, place: number): string {
  const alias = textIn(item, 'alias');
  if (alias !== undefined) return alias;
  const names = item['class'] === 'COLUMN_REF' ? item['column_names'] : undefined;
  return Array.isArray(names) ? String(names.at(-1)) : `(${place + 1})`;
}

/** Adds what a `*` stands for; says whether that is all of it. */
function starred(star: ParsedNode, scope: Scope, columns: OutputColumn[]): boolean {
  const listed = (field: string) => (Array.isArray(star[field]) ? (star[field] as readonly unknown[]) : []);
  if (star['columns'] === true || isNode(star['expr']) || listed('rename_list').length > 0) return false;
  const of = textIn(star, 'relation_name')?.toLowerCase();
  const excluded = new Set(listed('exclude_list').map((name) => String(name).toLowerCase()));
  const replaced = new Map(
    listIn(star, 'replace_list').map(({ key, value }) => [String(key).toLowerCase(), value]),
  );
  const wanted = scope.relations.filter(({ alias }) => of === undefined || alias === of);
  const seen = new Set<string>();
  for (const { columns: known } of wanted)
    for (const { column, from } of known ?? []) {
      const name = column.toLowerCase();
      // Columns that relations are joined by come once.
      if (excluded.has(name) || seen.has(name)) continue;
      seen.add(name);
      const instead = replaced.get(name);
      columns.push({ column, from: isNode(instead) ? expressionSources(instead, scope) : from });
    }
  return wanted.every(({ columns: known, complete }) => known !== undefined && complete);
}

function relationsIn(table: ParsedNode, context: Context): readonly Relation[] {
  const { left, right, subquery } = table;
  switch (table['type']) {
    case 'EMPTY':
      return [];
    case 'JOIN': {
      if (!isNode(left) || !isNode(right)) return [OPAQUE];
      const isFilter = table['join_type'] === 'SEMI' || table['join_type'] === 'ANTI';
      return [...relationsIn(left, context), ...(isFilter ? [] : relationsIn(right, context))];
    }
    case 'BASE_TABLE':
      return [baseTable(table, context)];
    case 'SUBQUERY': {
      const node = isNode(subquery) ? subquery['node'] : undefined;
      return isNode(node) ? [relation(table, lineageOf(node, context))] : [OPAQUE];
    }
    default:
      return [{ ...OPAQUE, alias: textIn(table, 'alias')?.toLowerCase() }];
  }
}

const OPAQUE: Relation = { alias: undefined, table: undefined, columns: undefined, complete: false };

function baseTable(table: ParsedNode, { ctes, columnsOf }: Context): Relation {
  const name = textIn(table, 'table_name') ?? '';
  const cte = textIn(table, 'schema_name') === undefined ? ctes.get(name.toLowerCase()) : undefined;
  if (cte) return relation(table, cte, name);
  const known = columnsOf(name);
  if (known === undefined) return { ...OPAQUE, alias: aliasOf(table, name), table: name };
  const columns = known.map((column): OutputColumn => ({ column, from: [{ table: name, column }] }));
  return relation(table, { columns, complete: true }, name);
}

function relation(table: ParsedNode, { columns, complete }: ColumnLineage, name = ''): Relation {
  const renamed = table['column_name_alias'];
  const names: readonly unknown[] = Array.isArray(renamed) ? renamed : [];
  return {
    alias: aliasOf(table, name),
    table: undefined,
    columns: columns.map(({ column, from }, i) => ({ column: String(names[i] ?? column), from })),
    complete,
  };
}

const aliasOf = (table: ParsedNode, name: string) => (textIn(table, 'alias') ?? name).toLowerCase();
