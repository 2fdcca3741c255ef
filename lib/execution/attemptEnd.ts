import type { WriteEvent, Written } from '../data/write.ts';

/** What came of an attempt that did not fail: it wrote, or there was nothing for it to do. */
export type AttemptEnd =
  | { readonly kind: 'done'; readonly rows: number; readonly written: Written | undefined }
  | { readonly kind: 'no_data' }
  | { readonly kind: 'vetoed'; readonly because: string };

/** What an attempt tells on its way, and how it ended. */
export type AttemptStep = WriteEvent | AttemptEnd;
