export { type EveryNthOptions, everyNth } from './everyNth.ts';
