/** How a stream of progress is doing. */
export type Health<T> =
  /** It has not said anything since it was started. */
  | { readonly state: 'unknown' }
  | { readonly state: 'healthy'; readonly progress: T }
  /** It falls behind what comes in. */
  | { readonly state: 'unhealthy'; readonly progress: T }
  /** It has been silent for too long: for `silentMs` at least. */
  | { readonly state: 'stalled'; readonly silentMs: number }
  | { readonly state: 'exception'; readonly error: unknown };
