export { type EveryNthOptions, everyNth } from './everyNth.ts';
export { type SummarizeOptions, type Summary, summarize } from './summarize.ts';
