import type { Entity } from '../../../definitions/entity.ts';
import { type Frame, frameBrand } from '../../../definitions/frame.ts';
import type { SqlQuery } from '../../../definitions/sqlValue.ts';
import { EngineError } from '../../engineError.ts';
import { queryFrameId } from '../../queryFrameId.ts';
import type { Slice } from '../../slice.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import type { FilesPart, FilesReading } from '../files/filesReading.ts';

/** What a frame stands for. */
export type FrameSource =
  | { readonly kind: 'entity'; readonly entity: Entity; readonly slice: Slice }
  | { readonly kind: 'query'; readonly query: SqlQuery }
  | { readonly kind: 'files'; readonly read: FilesReading; readonly part: FilesPart };

/** A frame that knows what it stands for; a copy of one is nobody's. */
export class OwnFrame implements Frame {
  readonly [frameBrand] = true;
  readonly entityId: string;
  readonly columns: Frame['columns'];
  readonly rows: Frame['rows'];
  readonly batches: Frame['batches'];
  readonly #source: FrameSource;
  readonly #host: DuckdbHost;

  constructor(
    source: FrameSource,
    host: DuckdbHost,
    { columns, rows, batches }: Pick<Frame, 'columns' | 'rows' | 'batches'>,
  ) {
    this.columns = columns;
    this.rows = rows;
    this.batches = batches;
    this.entityId = idOf(source);
    this.#source = source;
    this.#host = host;
  }

  /** What a frame stands for, if it is of the same database. */
  static sourceOf(frame: Frame, { root }: DuckdbHost): FrameSource | undefined {
    return #source in frame && frame.#host.root === root ? frame.#source : undefined;
  }

  /** What a frame was made by, whoever's it is. */
  static originOf(frame: Frame): { readonly source: FrameSource; readonly host: DuckdbHost } | undefined {
    return #source in frame ? { source: frame.#source, host: frame.#host } : undefined;
  }
}

function idOf(source: FrameSource): string {
  if (source.kind === 'entity') return source.entity.id;
  return source.kind === 'query' ? queryFrameId : '(files)';
}

/** What a frame stands for, which has to be of the same database. */
export function sourceOf(frame: Frame, host: DuckdbHost): FrameSource {
  const source = OwnFrame.sourceOf(frame, host);
  if (source) return source;
  throw new EngineError(
    'unsupported',
    `expected a frame of this engine, got one of another (${frame.entityId})`,
  );
}
