export type { DropNotice } from './dropNotices.ts';
export { type EveryNthOptions, everyNth } from './everyNth.ts';
export { limit } from './limit.ts';
export {
  type OffloadHandler,
  type OffloadOptions,
  type OffloadOverflow,
  OffloadOverflowError,
  offload,
} from './offload.ts';
export { type SummarizeOptions, type Summary, summarize } from './summarize.ts';
