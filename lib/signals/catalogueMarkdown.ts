import { catalogue } from './catalogue.ts';
import { describe, type SignalDescription } from './describe.ts';
import type { Emits } from './emitter.ts';
import { namespaceOf } from './names.ts';

/** The catalogue as a page of documentation; `emitters` are those that say what they emit. */
export function catalogueMarkdown(emitters: readonly Emits[]): string {
  const described = Object.entries(catalogue).map(([name, declaration]) =>
    describe(name, declaration, emitters),
  );
  return [
    ...intro,
    ...[...byNamespace(described)].flatMap(([namespace, of]) => section(namespace, of)),
  ].join('\n');
}

const intro = [
  '# Signals',
  '',
  'Made from the code by `npm run docs`; do not edit.',
  '',
  'Everything that happens is told as a signal. Each travels in an envelope: `name`, `sequence` (its place in',
  'the one order in which everybody is told), `time` (milliseconds of the scheduler), `timestamp` (the same in',
  'ISO 8601, worked out when read), `operationId`, and `causedBy` (the sequence of the signal that led to it, if',
  'one did). In its JSON form, envelope and payload stand side by side, and the name is called `signal`.',
  '',
  'A `?` marks an optional field. Payloads may gain fields, and lose none. Those marked ⚡ are sent very often.',
  '',
];

function section(namespace: string, signals: readonly SignalDescription[]): string[] {
  return [`## ${namespace}`, '', ...signals.flatMap(entry)];
}

function entry({ name, doc, fields, aliases, emittedBy, highVolume }: SignalDescription): string[] {
  const payload = fields.map(
    ({ name: field, type, optional }) => `\`${field}${optional ? '?' : ''}: ${type}\``,
  );
  return [
    `### \`${name}\`${highVolume ? ' ⚡' : ''}`,
    '',
    doc,
    '',
    payload.length === 0 ? '- payload: empty' : `- payload: ${payload.join(', ')}`,
    ...(aliases.length === 0
      ? []
      : [`- also known as: ${aliases.map((alias) => `\`${alias}\``).join(', ')}`]),
    ...(emittedBy.length === 0 ? [] : [`- emitted by: ${emittedBy.join(', ')}`]),
    '',
  ];
}

function byNamespace(signals: readonly SignalDescription[]): Map<string, SignalDescription[]> {
  const groups = new Map<string, SignalDescription[]>();
  for (const signal of signals) {
    const namespace = namespaceOf(signal.name);
    groups.set(namespace, [...(groups.get(namespace) ?? []), signal]);
  }
  return groups;
}
