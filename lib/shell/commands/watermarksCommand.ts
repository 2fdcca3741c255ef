import { map, type Observable } from 'rxjs';
import { toldCursor } from '../../data/watermarks/cursorMove.ts';
import type { Watermark, WatermarkMove } from '../../data/watermarks/watermark.ts';
import type { Watermarks } from '../../data/watermarks/watermarks.ts';
import { readableSpan } from '../../execution/readableSpan.ts';
import { readableTime } from '../../execution/readableTime.ts';
import type { Call } from '../call.ts';
import { cellText } from '../cellText.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { tableText } from '../tableText.ts';
import { UsageError, unknownWord } from '../usageError.ts';
import { withRuntime } from '../withRuntime.ts';

const actions = ['list', 'history', 'reset', 'rewind'] as const;

/** Shows how far readers have read, and moves that back. */
export const watermarksCommand: Command = {
  name: 'watermarks',
  summary: 'show how far readers have read, and move that back',
  about:
    'A reader is a pipe. history shows its moves; reset has it read all again, rewind has it go on from --to.',
  args: [
    {
      name: 'action',
      summary: `${actions.join(', ')} (default: list)`,
      optional: true,
      completes: actions,
    },
    { name: 'reader', summary: 'the pipe that reads', optional: true },
    { name: 'entity', summary: 'the entity that it reads', optional: true },
  ],
  options: {
    to: { value: 'cursor', summary: 'where to go on from: a version, a number, a time or a text' },
    reason: { value: 'text', summary: 'why, for those who look later' },
  },
  examples: [
    'rekindle watermarks',
    'rekindle watermarks reset silver.orders bronze.orders',
    'rekindle watermarks rewind silver.orders bronze.orders --to 12',
  ],
  run: (call) => {
    const [action = 'list'] = call.args;
    if (!actions.some((one) => one === action))
      throw unknownWord('list, history, reset or rewind', { word: action, known: actions });
    if (action === 'list') return withRuntime(call, ({ watermarks }) => listed(watermarks, call));
    const asked = askedOf(action, call);
    return withRuntime(call, ({ watermarks }) =>
      action === 'history' ? history(asked, watermarks, call) : moved(asked, watermarks, call),
    );
  },
};

interface Asked {
  readonly action: string;
  readonly place: { readonly readerId: string; readonly entityId: string };
  /** Where to go on from. */
  readonly to: string | undefined;
}

function askedOf(action: string, call: Call): Asked {
  const [, readerId, entityId] = call.args;
  const to = call.text('to');
  if (readerId === undefined || entityId === undefined)
    throw new UsageError(`expected watermarks ${action} <reader> <entity>, got ${readerId ?? 'neither'}`);
  if (action === 'rewind' && to === undefined)
    throw new UsageError('expected --to <cursor> to rewind to, got none');
  return { action, place: { readerId, entityId }, to };
}

function listed(watermarks: Watermarks, call: Call): Observable<number> {
  return watermarks.all().pipe(
    map((all) => {
      if (call.json) call.sayJson(all.map((one) => ({ ...one, at: isoTime(one.at) })));
      else if (all.length === 0) call.note('nobody has read anything yet that is known of');
      else call.say(tableText(columns, all.map(cells), { columns: call.terminal.stdout.columns }));
      return exitCodes.ok;
    }),
  );
}

const columns = [
  ...[{ title: 'reader' }, { title: 'entity' }, { title: 'cursor' }],
  ...[{ title: 'version', align: 'right' }, { title: 'since' }, { title: 'age', align: 'right' }],
] as const;

const cells = ({
  readerId,
  entityId,
  cursor,
  version,
  at,
  ageMs,
}: Watermark & { readonly ageMs: number }) => [
  ...[readerId, entityId, cellText(toldCursor(cursor)), cellText(version)],
  ...[readableTime(at), readableSpan(ageMs)],
];

function history({ place }: Asked, watermarks: Watermarks, call: Call): Observable<number> {
  return watermarks.history(place).pipe(
    map((moves) => {
      if (call.json) call.sayJson(moves.map((one) => ({ ...one, at: isoTime(one.at) })));
      else
        call.say(tableText(moveColumns, moves.map(moveCells), { columns: call.terminal.stdout.columns }));
      return exitCodes.ok;
    }),
  );
}

const moveColumns = ['when', 'move', 'from', 'to', 'version', 'reason'].map((title) => ({ title }));

const moveCells = ({ at, move, from, to, version, reason }: WatermarkMove) => [
  ...[readableTime(at), move, cellText(from), cellText(to), cellText(version), reason ?? ''],
];

const isoTime = (at: number): string => new Date(at).toISOString();

function moved({ action, place, to }: Asked, watermarks: Watermarks, call: Call): Observable<number> {
  const options = { reason: call.text('reason') ?? 'it was asked for' };
  const moved$ =
    action === 'reset'
      ? watermarks.reset(place, options)
      : watermarks.rewind(place, cursorValue(to ?? ''), options);
  return moved$.pipe(
    map(() => {
      if (call.json) call.sayJson({ action, ...place, ...(to === undefined ? {} : { to }) });
      else
        call.note(
          `${place.readerId} reads ${place.entityId} ${action === 'reset' ? 'afresh' : `from ${to}`} next time`,
        );
      return exitCodes.ok;
    }),
  );
}

/** A number, a time in ISO 8601, or else a text. */
function cursorValue(text: string): number | string | Date {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.test(text) ? new Date(text) : text;
}
