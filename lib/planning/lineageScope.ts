import type { ColumnLineage, OutputColumn, SourceColumn } from './lineageColumns.ts';
import type { ParsedNode } from './parsedNode.ts';

/** Where a value comes from. */
export type Sources = OutputColumn['from'];

/** Something that a query selects from. */
export interface Relation {
  /** What it is called, in small letters. */
  readonly alias: string | undefined;
  /** The table that it is, where its columns are not known. */
  readonly table: string | undefined;
  /** Nothing where they are not known. */
  readonly columns: readonly OutputColumn[] | undefined;
  /** Whether those are all. */
  readonly complete: boolean;
}

/** What names in an expression can mean. */
export interface Scope {
  readonly relations: readonly Relation[];
  /** Those of the queries around, for what is not found here. */
  readonly outer: readonly Relation[];
  /** Columns that were made before in the same select list, which can be named as well. */
  readonly made: readonly OutputColumn[];
  readonly subquery: (node: ParsedNode) => ColumnLineage;
}

/** Several sources as one: each column once, in order. What is unknown stays so. */
export function together(all: readonly Sources[]): Sources {
  const found = new Map<string, SourceColumn>();
  for (const sources of all) {
    if (sources === 'unknown') return 'unknown';
    for (const one of sources) found.set(JSON.stringify([one.table, one.column]), one);
  }
  return [...found.values()];
}

/** Where the column comes from that is named so, parts of it first to last. */
export function namedSources(names: readonly string[], { relations, outer, made }: Scope): Sources {
  const all = [relations, outer];
  // A table before a column before a field of a struct.
  for (const [i, name] of names.slice(0, -1).entries())
    for (const level of all) {
      const relation = level.find(({ alias }) => alias === name.toLowerCase());
      if (relation && i < 3) return within(relation, names[i + 1] ?? '') ?? 'unknown';
    }
  const [column = ''] = names;
  // Several, where relations are joined by it.
  const named = relations.filter(({ columns }) => columns?.some((one) => isCalled(one, column)));
  if (named.length > 0) return together(named.map((relation) => within(relation, column) ?? 'unknown'));
  const open = relations.filter(({ complete }) => !complete);
  const earlier = made.find((one) => isCalled(one, column));
  if (open.length === 1 && !earlier && open[0]) return within(open[0], column) ?? 'unknown';
  if (open.length > 0) return 'unknown';
  if (earlier) return earlier.from;
  return outer.length === 0
    ? 'unknown'
    : namedSources(names, { relations: outer, outer: [], made: [], subquery: () => NONE });
}

const NONE: ColumnLineage = { columns: [], complete: false };

/** Where a column of a relation comes from; nothing where it has none of this name. */
function within({ table, columns, complete }: Relation, column: string): Sources | undefined {
  if (columns === undefined) return table === undefined ? 'unknown' : [{ table, column }];
  const found = columns.find((one) => isCalled(one, column));
  return found?.from ?? (complete ? undefined : 'unknown');
}

const isCalled = ({ column }: OutputColumn, name: string) => column.toLowerCase() === name.toLowerCase();
