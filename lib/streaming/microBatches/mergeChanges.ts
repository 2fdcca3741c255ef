import type { MergeMode } from '../../data/writeMode.ts';

/** Merges what a batch gives of `latest_changes`: keys that were deleted are deleted. */
export const mergeChanges: MergeMode = Object.freeze({
  mode: 'merge',
  deleteWhen: Object.freeze({ op: '=', column: '_change', value: 'delete' }),
  markers: Object.freeze(['_change', '_version']),
});
