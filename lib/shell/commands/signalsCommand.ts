import { of } from 'rxjs';
import { signalCatalogue } from '../../host/signalCatalogue.ts';
import type { SignalDescription } from '../../signals/describe.ts';
import { matcher } from '../../signals/patterns.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exitCodes.ts';
import { tableText } from '../tableText.ts';

/** Lists the signals that there are. */
export const signalsCommand: Command = {
  name: 'signals',
  summary: 'list the signals that there are',
  args: [
    {
      name: 'pattern',
      summary: "a name, or a pattern such as 'streaming.*' (default: all)",
      optional: true,
    },
  ],
  options: { payloads: { summary: 'with what they carry' } },
  examples: ["rekindle signals 'datapipes.*'", "rekindle signals '*.*_failed' --payloads"],
  run: (call) => {
    const matches = matcher(call.args[0] ?? '*');
    const found = signalCatalogue().filter(({ name }) => matches(name));
    if (call.json) call.sayJson(found);
    else if (call.flag('payloads')) call.say(found.map(payloadText).join('\n\n'));
    else
      call.say(
        tableText(
          [{ title: 'signal' }, { title: 'tells' }],
          found.map(({ name, doc }) => [name, doc]),
        ),
      );
    return of(exitCodes.ok);
  },
};

function payloadText({ name, doc, fields, aliases, emittedBy }: SignalDescription): string {
  const payload = fields.map((field) => `${field.name}${field.optional ? '?' : ''}: ${field.type}`);
  return [
    name,
    `  ${doc}`,
    `  payload: ${payload.join(', ') || 'empty'}`,
    ...(aliases.length === 0 ? [] : [`  also known as: ${aliases.join(', ')}`]),
    ...(emittedBy.length === 0 ? [] : [`  emitted by: ${emittedBy.join(', ')}`]),
  ].join('\n');
}
