import type { FileRecord } from './fileRecord.ts';

/** Why a record is no row. */
export class RowRefusal {
  constructor(
    readonly record: FileRecord,
    readonly column: string | undefined,
    readonly reason: string,
  ) {}
}
