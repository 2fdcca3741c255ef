import { readableSpan } from '../execution/readableSpan.ts';
import type { PipeProgress } from '../execution/runEvent.ts';
import type { RunRecord } from '../execution/runRecord.ts';
import { unended } from '../execution/stall.ts';
import { readableId } from '../planning/readableId.ts';
import { shortList } from '../planning/shortList.ts';
import type { Paint } from './paint.ts';
import { grouped, rowsText } from './rowsText.ts';

/** What a frame is made of. */
export interface RunFrameOptions {
  readonly run: RunRecord;
  /** The last progress of each pipe that runs. */
  readonly progress: ReadonlyMap<string, PipeProgress>;
  readonly now: number;
  readonly tick: number;
  readonly paint: Paint;
  /** Whether it is being cancelled. */
  readonly stopping: boolean;
}

/** How many lines of each kind are shown. */
const [RUNNING, WAITING] = [12, 3];
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** How a run is doing: a line for each pipe that runs, who waits for whom, and how far all of it is. */
export function runFrame(options: RunFrameOptions): readonly string[] {
  const { run } = options;
  const running: string[] = [];
  const waiting: string[] = [];
  for (const pipeId of run.pipeIds) {
    const { status } = run.stateOf(pipeId);
    if (status === 'running') running.push(pipeId);
    else if (status === 'waiting') waiting.push(pipeId);
  }
  const width = running.reduce((most, id) => Math.max(most, readableId(id).length), 0);
  const shown = running.slice(0, RUNNING).map((id) => runningLine(id, width, options));
  return [
    ...shown,
    ...(running.length > RUNNING ? [`  … ${running.length - RUNNING} more are running`] : []),
    ...waitingLines(waiting, options),
    totalLine({ running: running.length, waiting: waiting.length }, options),
  ];
}

function runningLine(
  pipeId: string,
  width: number,
  { run, progress, now, tick, paint }: RunFrameOptions,
): string {
  const state = run.stateOf(pipeId);
  const ms = state.status === 'running' ? now - state.startedAt : 0;
  const told = progress.get(pipeId);
  const rate = told && ms >= 1_000 ? `  ${grouped((told.rows * 1_000) / ms)}/s` : '';
  const rows = told
    ? `  ${told.step === 'write' ? 'writing' : 'reading'} ${rowsText(told.rows)}${rate}`
    : '';
  const spinner = paint(SPINNER[tick % SPINNER.length] ?? '', 'good');
  return `${spinner} ${readableId(pipeId).padEnd(width)}  ${readableSpan(ms)}${rows}`;
}

function waitingLines(waiting: readonly string[], { run, paint }: RunFrameOptions): readonly string[] {
  const lines = waiting.slice(0, WAITING).map((pipeId) => {
    const others = shortList(unended(run, pipeId), 3);
    return paint(`  ${readableId(pipeId)} waits for ${others === '' ? 'a slot' : others}`, 'faint');
  });
  const hidden = waiting.length - WAITING;
  return hidden > 0 ? [...lines, paint(`  … ${hidden} more wait`, 'faint')] : lines;
}

const BAR = 20;

function totalLine(
  { running, waiting }: { readonly running: number; readonly waiting: number },
  { run, now, stopping, paint }: RunFrameOptions,
): string {
  const total = run.pipeIds.length;
  const ended = total - running - waiting;
  const full = total === 0 ? BAR : Math.floor((ended * BAR) / total);
  const bar = `${paint('━'.repeat(full), 'good')}${paint('━'.repeat(BAR - full), 'faint')}`;
  const { failed, skipped } = run.counts;
  const parts = [
    `${ended} of ${total} ended`,
    ...(failed > 0 ? [paint(`${failed} failed`, 'bad')] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(running > 0 ? [`${running} running`] : []),
    readableSpan(now - run.startedAt),
  ];
  const asked = stopping ? paint('  cancelling; Ctrl-C again ends it at once', 'warn') : '';
  return `${bar}  ${parts.join(', ')}${asked}`;
}
