/**
 * What a payload is about, by the first of the fields that identify a thing; nothing where it has none. Ids that
 * differ each time, like `runId`, `batchId` or `spanId`, identify an occasion and not a thing.
 */
export function subjectOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  for (const fields of identifying) {
    const parts = fields.map((field) => textOf((payload as Readonly<Record<string, unknown>>)[field]));
    if (parts.every((part) => part !== undefined)) return parts.join(' ');
  }
  return undefined;
}

/** In turn; where several fields stand together, all of them are needed. */
const identifying: readonly (readonly string[])[] = [
  ['pipeId'],
  ['entityId'],
  ['queryId'],
  ['entryId'],
  ['stage'],
  ['component', 'operation'],
  ['jobId'],
  ['notebookName'],
  ['packageName'],
  ['package'],
  ['appName'],
  ['filePath'],
  ['path', 'pattern'],
  ['scanPath'],
  ['pipeIds'],
  ['queryIds'],
  ['packages'],
];

/** A list identifies a thing as well: a run of the same pipes is the same thing. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? value.join(',')
    : undefined;
}
