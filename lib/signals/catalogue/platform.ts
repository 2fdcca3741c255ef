import { declare } from '../declare.ts';
import { duration, failure, flag, number, text } from './fields.ts';

const file = { platform: text, filePath: text, 'fileSizeBytes?': number, ...duration } as const;
const span = { spanId: text, component: text, operation: text } as const;
const highVolume = { highVolume: true } as const;

/** What the platform was asked to do, and spans that components trace themselves. */
export const platform = {
  'platform.file_read': declare('A file was read.', file, highVolume),
  'platform.file_written': declare('A file was written.', file, highVolume),
  'platform.file_deleted': declare('A file was deleted.', file, highVolume),
  'platform.notebook_read': declare(
    'A notebook was read.',
    { platform: text, notebookName: text },
    highVolume,
  ),
  'trace.span_started': declare('A traced piece of work has begun.', { ...span, 'parentSpanId?': text }),
  'trace.span_ended': declare('A traced piece of work is over.', { ...span, ...duration, success: flag }),
  'trace.span_failed': declare('A traced piece of work has failed.', { ...span, ...failure }),
};
