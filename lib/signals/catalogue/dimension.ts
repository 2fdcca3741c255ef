import { declare } from '../declare.ts';
import { changeClass, failure, text, version } from './fields.ts';

const entity = { entityId: text } as const;

/** What happens to dimensions: entities that streams look things up in. */
export const dimensions = {
  'dimension.watch_started': declare('A dimension is being watched for changes.', {
    ...entity,
    initialVersion: version,
    detection: text,
  }),
  'dimension.watch_stopped': declare('A dimension is no longer watched.', entity),
  'dimension.changed': declare(
    'A dimension has changed.',
    { ...entity, oldVersion: version, newVersion: version, changeClass },
    { aliases: ['streaming.dimension_changed'] },
  ),
  'dimension.check_failed': declare('The version of a dimension could not be read.', {
    ...entity,
    ...failure,
  }),
};
