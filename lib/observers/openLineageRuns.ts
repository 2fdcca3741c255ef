import type { Entity } from '../definitions/entity.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { ColumnLineage } from '../planning/lineageColumns.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import { type OpenLineageDataset, type OpenLineageEvent, openLineageSchema } from './openLineageEvent.ts';
import {
  columnLineageFacet,
  errorFacet,
  type FacetsOf,
  parentFacet,
  schemaFacet,
  statisticsFacet,
} from './openLineageFacets.ts';
import { openLineageRunId } from './openLineageRunId.ts';

/** What events are made of. */
export interface OpenLineageRunsOptions {
  /** The pipes that run, for what they read and write. */
  readonly pipes: Iterable<Pipe>;
  /** Where jobs are told apart. @default 'rekindle' */
  readonly namespace?: string;
  /** Where datasets are told apart. @default that of the jobs */
  readonly datasetNamespace?: string;
  /** What a run as a whole is called, as a job. @default 'run' */
  readonly job?: string;
  /** Which columns the output of a pipe comes from, where that is known. @default nothing is known */
  readonly columnLineage?: (pipeId: string) => ColumnLineage | undefined;
  /** Who says so, as a URI. @default 'https://www.npmjs.com/package/rekindle' */
  readonly producer?: string;
}

type Fields = Readonly<Record<string, unknown>>;
type EventType = OpenLineageEvent['eventType'];

/** What the signals of runs come to. */
const ofRuns: Readonly<Record<string, EventType>> = {
  'datapipes.before_run': 'START',
  'datapipes.after_run': 'COMPLETE',
  'datapipes.run_failed': 'FAIL',
};
const ofPipes: Readonly<Record<string, EventType>> = {
  'datapipes.before_pipe': 'START',
  'datapipes.pipe_retrying': 'RUNNING',
  'datapipes.after_pipe': 'COMPLETE',
  'datapipes.pipe_skipped': 'COMPLETE',
  'datapipes.pipe_failed': 'FAIL',
  'datapipes.pipe_cancelled': 'ABORT',
};

/** Makes events of signals; knows which pipes have begun. */
export class OpenLineageRuns {
  readonly #pipes: ReadonlyMap<string, Pipe>;
  readonly #job: string;
  readonly #jobs: FacetsOf;
  readonly #datasets: FacetsOf;
  readonly #columnLineage: OpenLineageRunsOptions['columnLineage'];
  readonly #begun = new Set<string>();

  constructor({
    pipes,
    namespace = 'rekindle',
    datasetNamespace = namespace,
    job = 'run',
    producer = 'https://www.npmjs.com/package/rekindle',
    columnLineage,
  }: OpenLineageRunsOptions) {
    this.#pipes = new Map([...pipes].map((pipe) => [pipe.id, pipe]));
    this.#job = job;
    this.#jobs = { producer, namespace };
    this.#datasets = { producer, namespace: datasetNamespace };
    this.#columnLineage = columnLineage;
  }

  /** What a signal tells of a run or a pipe; nothing where it is about neither, or about a pipe that never began. */
  take({ name, payload, timestamp }: SignalEvent): OpenLineageEvent | undefined {
    const fields = (typeof payload === 'object' && payload !== null ? payload : {}) as Fields;
    const { runId, pipeId } = fields;
    if (typeof runId !== 'string') return undefined;
    const ofRun = ofRuns[name];
    if (ofRun) return this.#event(ofRun, timestamp, { runId, fields });
    const ofPipe = ofPipes[name];
    if (!ofPipe || typeof pipeId !== 'string') return undefined;
    const id = openLineageRunId(runId, pipeId);
    if (ofPipe === 'START') this.#begun.add(id);
    else if (!this.#begun.has(id)) return undefined;
    else if (ofPipe !== 'RUNNING') this.#begun.delete(id);
    return this.#event(ofPipe, timestamp, { runId, pipeId, fields });
  }

  #event(
    eventType: EventType,
    eventTime: string,
    {
      runId,
      pipeId,
      fields,
    }: { readonly runId: string; readonly pipeId?: string; readonly fields: Fields },
  ): OpenLineageEvent {
    const { namespace, producer } = this.#jobs;
    const facets = {
      ...(pipeId === undefined ? {} : { parent: parentFacet(runId, this.#job, this.#jobs) }),
      ...(typeof fields['error'] === 'string'
        ? { errorMessage: errorFacet(fields['error'], this.#jobs) }
        : {}),
    };
    return {
      ...{ eventType, eventTime },
      run: { runId: openLineageRunId(runId, pipeId), facets },
      job: { namespace, name: pipeId ?? this.#job },
      ...(pipeId === undefined ? {} : this.#datasetsOf(pipeId, eventType === 'COMPLETE' ? fields : {})),
      ...{ producer, schemaURL: openLineageSchema },
    };
  }

  #datasetsOf(pipeId: string, { rowsProcessed }: Fields) {
    const pipe = this.#pipes.get(pipeId);
    if (!pipe) return {};
    const inputs = pipe.inputs.map((input) => this.#dataset(input));
    if (!pipe.output) return { inputs, outputs: [] };
    const output = this.#dataset(pipe.output);
    const columns = this.#columnLineage?.(pipeId);
    const columnLineage = columns && { columnLineage: columnLineageFacet(columns, this.#datasets) };
    const outputFacets = Number.isInteger(rowsProcessed) && {
      outputFacets: { outputStatistics: statisticsFacet(rowsProcessed as number, this.#datasets) },
    };
    return {
      inputs,
      outputs: [{ ...output, facets: { ...output.facets, ...columnLineage }, ...outputFacets }],
    };
  }

  #dataset(entity: Entity): OpenLineageDataset {
    const schema = schemaFacet(entity, this.#datasets);
    return { namespace: this.#datasets.namespace, name: entity.id, facets: schema ? { schema } : {} };
  }
}
