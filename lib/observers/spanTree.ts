import { readableDuration } from '../planning/readableDuration.ts';
import type { Span } from './span.ts';
import { subjectOf } from './subjectOf.ts';

/** Spans as an indented text, each below the one inside of which it happened, in the order of their start. */
export function spanTree(spans: readonly Span[]): string {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const inside = new Map<string, Span[]>();
  const inOrder = [...spans].sort((a, b) => a.startTime - b.startTime || sequenceOf(a) - sequenceOf(b));
  for (const span of inOrder) {
    const parent = known.has(span.parentSpanId ?? '') ? (span.parentSpanId ?? '') : '';
    const siblings = inside.get(parent);
    if (siblings) siblings.push(span);
    else inside.set(parent, [span]);
  }
  const lines = (parent: string, indent: string): string[] =>
    (inside.get(parent) ?? []).flatMap((span) => [
      `${indent}${line(span)}`,
      ...lines(span.spanId, `${indent}  `),
    ]);
  return lines('', '').join('\n');
}

const sequenceOf = ({ spanId }: Span) => Number(spanId.slice(1));

function line(span: Span): string {
  const subject = subjectOf(span.attributes) ?? '';
  const about = subject === '' ? '' : ` ${subject.length > 60 ? `${subject.slice(0, 60)}…` : subject}`;
  const error = span.status === 'failed' && span.error !== undefined ? `: ${span.error}` : '';
  return `${span.name}${about} in ${readableDuration(span.durationMs / 1_000)} ${span.status}${error}`;
}
