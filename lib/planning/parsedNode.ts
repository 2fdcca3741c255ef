/** A part of the tree of a parsed query. */
export type ParsedNode = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is ParsedNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The nodes in a field that is a list. */
export const listIn = (node: ParsedNode, field: string): readonly ParsedNode[] => {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
};

/** The text in a field, unless it is empty. */
export const textIn = (node: ParsedNode, field: string): string | undefined => {
  const value = node[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
