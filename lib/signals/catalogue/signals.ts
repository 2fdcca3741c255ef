import { declare } from '../declare.ts';
import { failure, number, text } from './fields.ts';

const observer = { signal: text, observer: text, failures: number } as const;

/** What happens to those who listen. */
export const signalsOfSignals = {
  'signals.observer_failed': declare(
    'An observer threw while it was told of a signal; nobody else noticed.',
    {
      ...observer,
      ...failure,
    },
  ),
  'signals.observer_removed': declare('An observer was taken off because it kept throwing.', observer),
};
