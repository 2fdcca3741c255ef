import { asyncScheduler, type SchedulerLike, timeout } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { type RetryWithBackoffOptions, retryWithBackoff } from '../../operators/retryWithBackoff.ts';
import type { OpenLineageSink } from './openLineage.ts';

/** A server did not take an event. */
export class OpenLineageHttpError extends Error {
  override readonly name = 'OpenLineageHttpError';

  constructor(
    readonly status: number,
    said: string,
  ) {
    super(
      `expected the event to be taken, got the status ${status}${said === '' ? '' : `: ${said.slice(0, 200)}`}`,
    );
  }
}

export interface OpenLineageHttpOptions extends Pick<RetryWithBackoffOptions, 'maxAttempts' | 'backoff'> {
  /** Where events are posted to, such as `http://localhost:5000/api/v1/lineage`. */
  readonly url: string;
  /** Sent along, such as `authorization`. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that one attempt may take. @default 10_000 */
  readonly timeout?: number;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Posts events to a server as JSON, one at a time. What may pass is tried again: that nobody answers, that it takes too
 * long, and the statuses 408, 429 and from 500 on.
 */
export function openLineageHttp({
  url,
  headers = {},
  timeout: each = 10_000,
  maxAttempts = 5,
  scheduler = asyncScheduler,
  ...retry
}: OpenLineageHttpOptions): OpenLineageSink {
  return (event) =>
    fromFetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(event),
      selector: taken,
    }).pipe(
      timeout({ each, scheduler }),
      retryWithBackoff({ ...retry, maxAttempts, when: mayPass, scheduler }),
    );
}

/** What the server says is read to its end, so that its connection can be used again. */
async function taken(response: Response): Promise<string> {
  const said = await response.text();
  if (!response.ok) throw new OpenLineageHttpError(response.status, said);
  return said;
}

const mayPass = (error: unknown): boolean =>
  !(error instanceof OpenLineageHttpError) ||
  error.status === 408 ||
  error.status === 429 ||
  error.status >= 500;
