import { createHash } from 'node:crypto';
import type { Entity } from '../../definitions/entity.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import { columnNames, isColumns } from '../../definitions/schema.ts';

/**
 * A short text that changes with the definition of a pipe: what it reads and writes, its tags and settings,
 * and the text of its body. What the body takes from around it is not seen.
 */
export function fingerprint(pipe: Pipe): string {
  const { id, inputs, output, tags, mode, options } = pipe;
  const parts = [
    id,
    inputs.map(entityParts),
    output && entityParts(output),
    sorted(tags),
    mode,
    sorted(options),
    pipe.run.toString(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

function entityParts({ id, keys, partitions, schema }: Entity): readonly unknown[] {
  return [id, keys, partitions, isColumns(schema) ? Object.entries(schema) : (columnNames(schema) ?? null)];
}

/** In whatever order it was written down. */
const sorted = (record: object) => Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
