import type { Emits } from '../signals/emitter.ts';

/** What this room emits. */
export const emits = {
  emitter: 'data',
  signals: [
    'datapipes.lineage_applied',
    'datapipes.lineage_audit',
    'datapipes.version_changed',
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
  ],
} as const satisfies Emits;
