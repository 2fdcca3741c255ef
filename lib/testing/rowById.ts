import type { RecordedSignal } from './recording.ts';

/** The row of a signal by what it is about: the pipe, query or entity, or else the namespace it belongs to. */
export function rowById({ name, payload }: RecordedSignal): string {
  const fields: Readonly<Record<string, unknown>> = { ...(payload as object | null) };
  const id = ['pipeId', 'queryId', 'entityId'].map((field) => fields[field]).find(isId);
  return id ?? name.slice(0, name.indexOf('.'));
}

function isId(value: unknown): value is string {
  return typeof value === 'string';
}
