/** How a query is. It has `since` when, in milliseconds, and what belongs to that state alone. */
export type QueryState =
  | { readonly state: 'registered'; readonly since: number }
  /** It waits for its turn, or its builder is at work. */
  | { readonly state: 'starting'; readonly since: number }
  | {
      readonly state: 'running';
      readonly since: number;
      readonly epoch: number;
      readonly engineQueryId: string | undefined;
    }
  /** It was asked to stop, and has not yet. */
  | { readonly state: 'stopping'; readonly since: number; readonly epoch: number; readonly reason: string }
  | { readonly state: 'stopped'; readonly since: number; readonly reason: string }
  /** It failed, and nobody tries again. */
  | { readonly state: 'failed'; readonly since: number; readonly error: unknown }
  /** It failed, and will be started again. */
  | {
      readonly state: 'recovering';
      readonly since: number;
      readonly error: unknown;
      /** How often it has failed since somebody started it. */
      readonly failures: number;
    }
  /** It was started again, and failed, until whoever did so gave up. */
  | {
      readonly state: 'exhausted';
      readonly since: number;
      readonly error: unknown;
      readonly failures: number;
    };

/** What somebody wants of a query, whatever it is at present. */
export type DesiredState = 'running' | 'stopped';

/** How a query is, and how it is wanted. */
export type QueryStatus = QueryState & {
  readonly queryId: string;
  readonly queryName: string;
  readonly desired: DesiredState;
};

/** Whether nothing of it runs, and nothing will unless somebody asks for it. */
export const isOver = ({ state }: QueryState): boolean =>
  state === 'registered' || state === 'stopped' || state === 'failed' || state === 'exhausted';
