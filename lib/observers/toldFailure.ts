import { failureOf } from '../signals/failureOf.ts';

/** What the payload of a failure says of the error, whatever the payload is; `unknown` where it says nothing. */
export function toldFailure(payload: unknown): { readonly error: string; readonly errorType: string } {
  if (payload instanceof Error) return failureOf(payload);
  if (typeof payload !== 'object' || payload === null)
    return { error: textOf(payload) ?? UNKNOWN, errorType: UNKNOWN };
  const { error, lastError, errorType } = payload as Readonly<Record<string, unknown>>;
  return {
    error: textOf(error) ?? textOf(lastError) ?? UNKNOWN,
    errorType: textOf(errorType) ?? (error instanceof Error ? failureOf(error).errorType : UNKNOWN),
  };
}

const UNKNOWN = 'unknown';

function textOf(value: unknown): string | undefined {
  if (value instanceof Error || (typeof value === 'string' && value !== '')) return failureOf(value).error;
  return undefined;
}
