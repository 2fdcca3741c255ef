import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { concat, firstValueFrom, type Observable, Subject, take, tap, throwError, toArray } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { type OpenLineageOptions, openLineage } from '../../lib/observers/openLineage.ts';
import type { OpenLineageEvent } from '../../lib/observers/openLineageEvent.ts';
import { openLineageFile } from '../../lib/observers/openLineageFile.ts';
import { OpenLineageHttpError, openLineageHttp } from '../../lib/observers/openLineageHttp.ts';
import { openLineageRunId } from '../../lib/observers/openLineageRunId.ts';
import { sequentialIds } from '../../lib/signals/ids.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { now } from '../data/support/now.ts';

const folder = mkdtempSync(join(tmpdir(), 'lineage-'));
afterAll(() => rmSync(folder, { recursive: true }));

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const schemaOf = (name: string) =>
  JSON.parse(readFileSync(join(__dirname, `openlineage/${name}.json`), 'utf8'));
const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: {
    uuid,
    uri: (text: string) => URL.canParse(text),
    'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  },
});
const validate = ajv.compile(schemaOf('OpenLineage'));
const facets = {
  schema: 'SchemaDatasetFacet',
  columnLineage: 'ColumnLineageDatasetFacet',
  outputStatistics: 'OutputStatisticsOutputDatasetFacet',
  errorMessage: 'ErrorMessageRunFacet',
  parent: 'ParentRunFacet',
} as const;
const facetValidators = Object.fromEntries(
  Object.entries(facets).map(([name, file]) => [name, ajv.compile(schemaOf(file))]),
);

/** What the published schemas have against an event and its facets. */
function faults(event: OpenLineageEvent): unknown[] {
  const found: unknown[] = validate(event) ? [] : [validate.errors];
  const datasets = [...(event.inputs ?? []), ...(event.outputs ?? [])];
  const all = [event.run.facets, ...datasets.flatMap((one) => [one.facets, one.outputFacets])];
  for (const [name, facet] of all.flatMap((of) => Object.entries(of ?? {}))) {
    const check = facetValidators[name];
    if (!check?.({ [name]: facet })) found.push([name, check?.errors]);
  }
  return found;
}

const raw = entity('bronze.raw', { schema: { id: 'bigint', note: 'text' } });
const clean = entity('silver.clean');
const pipes = [
  pipe('ingest', {
    output: raw,
    run: () => [
      [
        { id: 1, note: 'x' },
        { id: 2, note: null },
      ],
    ],
  }),
  pipe('clean', { inputs: [raw], output: clean, run: () => throwError(() => new Error('broken')) }),
  pipe('notify', { inputs: [clean], run: () => [] }),
  pipe('alone', { run: () => [] }),
];

function eventsOf(
  options: Partial<OpenLineageOptions> = {},
  more: Partial<RunOptions> = {},
): OpenLineageEvent[] {
  const signals = new Signals({ ids: sequentialIds('x') });
  const events: OpenLineageEvent[] = [];
  signals.observe('lineage', (all$) =>
    openLineage({ pipes, ...options })(all$).pipe(tap((event) => events.push(event))),
  );
  now(run(pipes, { engine: memoryEngine(), signals, ...more }).pipe(toResult()));
  return events;
}

describe('openLineage', () => {
  it('tells of a run and its pipes, in events that the published schema takes', () => {
    const events = eventsOf();
    expect(events.map(({ eventType, job }) => `${eventType} ${job.name}`)).toEqual([
      'START run',
      'START ingest',
      'COMPLETE ingest',
      'START clean',
      'FAIL clean',
      'START alone',
      'COMPLETE alone',
      'FAIL run',
    ]);
    expect(events.flatMap(faults)).toEqual([]);
  });

  it('is checked by schemas that refuse what is wrong', () => {
    const [, event] = eventsOf();
    if (!event) throw new Error('expected an event');
    expect(faults({ ...event, run: { runId: 'run-1' } })).not.toEqual([]);
    expect(faults({ ...event, eventType: 'DONE' as 'START' })).not.toEqual([]);
    expect(faults({ ...event, producer: 'me' })).not.toEqual([]);
    expect(faults({ ...event, run: { ...event.run, facets: { errorMessage: {} } } })).not.toEqual([]);
  });

  it('says what a pipe read and wrote, with columns, counts, errors and the run it is part of', () => {
    const [start, , ingested, , failed] = eventsOf({ namespace: 'shop', datasetNamespace: 'lake' });
    expect(ingested).toMatchObject({
      job: { namespace: 'shop', name: 'ingest' },
      inputs: [],
      outputs: [
        {
          ...{ namespace: 'lake', name: 'bronze.raw' },
          facets: {
            schema: {
              fields: [
                { name: 'id', type: 'bigint' },
                { name: 'note', type: 'text' },
              ],
            },
          },
          outputFacets: { outputStatistics: { rowCount: 2 } },
        },
      ],
    });
    expect(failed).toMatchObject({
      inputs: [{ name: 'bronze.raw' }],
      outputs: [{ name: 'silver.clean' }],
      run: {
        facets: {
          errorMessage: { message: 'broken', programmingLanguage: 'TypeScript' },
          parent: { run: { runId: start?.run.runId }, job: { namespace: 'shop', name: 'run' } },
        },
      },
    });
  });

  it('says which columns come from which, where it is told', () => {
    const columns = [
      { column: 'id', from: [{ table: 'bronze.raw', column: 'id' }] },
      { column: 'odd', from: 'unknown' },
    ] as const;
    const events = eventsOf({
      columnLineage: (id) => (id === 'clean' ? { columns, complete: true } : undefined),
    });
    const output = events.find(({ job }) => job.name === 'clean')?.outputs?.[0];
    expect(output?.facets).toMatchObject({
      columnLineage: {
        fields: { id: { inputFields: [{ namespace: 'rekindle', name: 'bronze.raw', field: 'id' }] } },
      },
    });
    expect(events.flatMap(faults)).toEqual([]);
  });

  it('gives the same ids for the same run and pipe, and others for others', () => {
    const ids = [
      openLineageRunId('r'),
      openLineageRunId('r', 'a'),
      openLineageRunId('r', 'b'),
      openLineageRunId('r2', 'a'),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(openLineageRunId('r', 'a')).toBe(ids[1]);
    for (const id of ids) expect(id).toMatch(uuid);
  });

  it('ends each pipe that began, however that ended, and tells nothing of the others', () => {
    const told = (names: readonly string[]) => {
      const all$ = new Subject<SignalEvent>();
      const events: string[] = [];
      openLineage({ pipes: [] })(all$).subscribe(({ eventType }) => events.push(eventType));
      const payload = { runId: 'r', pipeId: 'p' };
      for (const name of names) all$.next(new SignalEvent(name, payload, 1, 0, 'op', undefined));
      return events;
    };
    const begun = 'datapipes.before_pipe';
    expect(told([begun, 'datapipes.pipe_skipped'])).toEqual(['START', 'COMPLETE']);
    expect(told([begun, 'datapipes.pipe_retrying', 'datapipes.pipe_cancelled'])).toEqual([
      'START',
      'RUNNING',
      'ABORT',
    ]);
    expect(told(['datapipes.pipe_skipped', 'datapipes.pipe_cancelled'])).toEqual([]);
    expect(told([begun, 'datapipes.after_pipe', 'datapipes.after_pipe', 'entity.after_read'])).toEqual([
      'START',
      'COMPLETE',
    ]);
  });

  it('completes and errors with its source, and keeps nothing for the next subscriber', () => {
    const observer = openLineage({ pipes });
    const begun = new SignalEvent(
      'datapipes.before_pipe',
      { runId: 'r', pipeId: 'p' },
      1,
      0,
      'op',
      undefined,
    );
    const ended = new SignalEvent(
      'datapipes.after_pipe',
      { runId: 'r', pipeId: 'p' },
      2,
      0,
      'op',
      undefined,
    );
    expect(now(concat(observer(fromAll(begun)), observer(fromAll(ended))))).toHaveLength(1);
    expect(() => now(observer(throwError(() => new Error('source'))))).toThrow('source');
  });
});

const fromAll = (...events: readonly SignalEvent[]): Observable<SignalEvent> =>
  concat(...events.map((event) => [event]));

const event: OpenLineageEvent = {
  ...{ eventType: 'START', eventTime: '1970-01-01T00:00:00.000Z' },
  run: { runId: openLineageRunId('r') },
  job: { namespace: 'n', name: 'j' },
  ...{ producer: 'https://a.b', schemaURL: 'https://a.b' },
};

describe('openLineageFile', () => {
  it('appends events, each on a line of its own', () => {
    const path = join(folder, 'events.jsonl');
    const sink = openLineageFile(path);
    now(concat(sink(event) as Observable<never>, sink(event) as Observable<never>));
    expect(
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([event, event]);
  });

  it('has the observer tell of a file that cannot be written, and go on', async () => {
    const all$ = new Subject<SignalEvent>();
    const errors: unknown[] = [];
    const sink = openLineageFile(join(folder, 'no/such/folder'));
    const events$ = openLineage({ pipes, sink, onError: (error) => errors.push(error) })(all$).pipe(
      toArray(),
    );
    const events = firstValueFrom(events$);
    all$.next(new SignalEvent('datapipes.before_run', { runId: 'r' }, 1, 0, 'op', undefined));
    all$.complete();
    expect([await events, errors]).toEqual([[], [expect.objectContaining({ name: 'AuditFileError' })]]);
  });
});

describe('openLineageHttp', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  /** A server that answers with these statuses, one after the other, and what it was sent. */
  async function answering(...statuses: readonly (number | 'never')[]) {
    const received: { method: string | undefined; headers: IncomingMessage['headers']; body: unknown }[] =
      [];
    const server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      received.push({ method: request.method, headers: request.headers, body: JSON.parse(text) });
      const status = statuses[received.length - 1] ?? 201;
      if (status === 'never') return;
      response.writeHead(status).end('said the server');
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/lineage`, received };
  }
  const send = (options: Parameters<typeof openLineageHttp>[0]) =>
    firstValueFrom(openLineageHttp({ backoff: () => 1, ...options })(event) as Observable<unknown>);

  it('posts events as JSON, with headers of yours', async () => {
    const { url, received } = await answering();
    await send({ url, headers: { authorization: 'Bearer x' } });
    expect(received).toMatchObject([
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
        body: event,
      },
    ]);
  });

  it('tries again what may pass', async () => {
    const { url, received } = await answering(503, 429, 500);
    await send({ url });
    expect(received).toHaveLength(4);
  });

  it('gives up what will not pass, and after so many attempts', async () => {
    const refused = await answering(422, 422);
    await expect(send({ url: refused.url })).rejects.toEqual(
      new OpenLineageHttpError(422, 'said the server'),
    );
    expect(refused.received).toHaveLength(1);
    const down = await answering(500, 500, 500);
    await expect(send({ url: down.url, maxAttempts: 2 })).rejects.toThrow(
      'got the status 500: said the server',
    );
    expect(down.received).toHaveLength(2);
  });

  it('waits no longer than it is told', async () => {
    const { url, received } = await answering('never');
    await send({ url, timeout: 100 });
    expect(received).toHaveLength(2);
  });

  it('delivers a run to a server, in order, while nobody waits', async () => {
    const { url, received } = await answering();
    const signals = new Signals();
    const delivered = new Subject<OpenLineageEvent>();
    signals.observe('lineage', (all$) =>
      openLineage({ pipes, sink: openLineageHttp({ url }) })(all$).pipe(tap((one) => delivered.next(one))),
    );
    const eight = firstValueFrom(delivered.pipe(take(8), toArray()));
    now(run(pipes, { engine: memoryEngine(), signals }).pipe(toResult()));
    expect(received).toHaveLength(0);
    const events = await eight;
    expect(received.map(({ body }) => body)).toEqual(events);
  });
});
