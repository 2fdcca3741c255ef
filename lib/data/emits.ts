import type { Emits } from '../signals/emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'data',
  signals: [
    'entity.after_append',
    'entity.after_ensure_table',
    'entity.after_merge',
    'entity.after_read',
    'entity.after_write',
    'entity.append_failed',
    'entity.before_append',
    'entity.before_ensure_table',
    'entity.before_merge',
    'entity.before_read',
    'entity.before_write',
    'entity.ensure_failed',
    'entity.merge_failed',
    'entity.read_failed',
    'entity.version_updated',
    'entity.write_failed',
    'watermark.after_save',
    'watermark.before_get',
    'watermark.before_save',
    'watermark.no_new_data',
    'watermark.save_failed',
    'watermark.version_changed',
    'watermark.watermark_advanced',
    'watermark.watermark_found',
    'watermark.watermark_missing',
    'watermark.watermark_reset',
  ],
} as const satisfies Emits;
