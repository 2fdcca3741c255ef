import { readableDuration } from '../planning/readableDuration.ts';
import { seconds } from './telling/seconds.ts';

/** Milliseconds as people say them, like `12s` or `1h5m`. */
export const readableSpan = (ms: number): string => readableDuration(seconds(ms)) ?? `${ms}ms`;
