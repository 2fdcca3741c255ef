import { declare } from '../declare.ts';
import { failure, number, text, version, watermark } from './fields.ts';

const reader = { entityId: text, readerId: text } as const;

/** What happens to the places up to which readers have read. */
export const watermarks = {
  'watermark.before_get': declare('A watermark is about to be looked up.', reader),
  'watermark.watermark_found': declare('A reader has read this entity before, up to here.', {
    ...reader,
    entityName: text,
    watermarkValue: watermark,
    version,
    lastUpdated: text,
    ageHours: number,
  }),
  'watermark.watermark_missing': declare('A reader has never read this entity.', reader),
  'watermark.before_save': declare('A watermark is about to be saved.', {
    ...reader,
    newWatermark: watermark,
  }),
  'watermark.after_save': declare('A watermark was saved.', {
    ...reader,
    'oldWatermark?': watermark,
    newWatermark: watermark,
    'watermarkDelta?': number,
    version,
  }),
  'watermark.save_failed': declare('A watermark could not be saved; the old one holds.', {
    ...reader,
    ...failure,
  }),
  'watermark.watermark_advanced': declare('A reader has moved on.', {
    ...reader,
    oldWatermark: watermark,
    newWatermark: watermark,
    'advancementSeconds?': number,
    version,
  }),
  'watermark.watermark_reset': declare('Somebody moved a reader back, or let it start afresh.', {
    ...reader,
    oldWatermark: watermark,
    'newWatermark?': watermark,
    reason: text,
  }),
  'watermark.version_changed': declare('An entity has another version than its reader saw last.', {
    entityId: text,
    oldVersion: version,
    newVersion: version,
  }),
  'watermark.no_new_data': declare('There is nothing beyond the watermark.', {
    ...reader,
    watermarkValue: watermark,
  }),
};
