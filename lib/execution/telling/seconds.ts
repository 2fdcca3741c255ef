/** Milliseconds as seconds; a clock that was set back gives none. */
export const seconds = (ms: number): number => Math.max(0, ms) / 1_000;
