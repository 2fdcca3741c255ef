import { apps } from './catalogue/apps.ts';
import { datapipes } from './catalogue/datapipes.ts';
import { dimensions } from './catalogue/dimension.ts';
import { entities } from './catalogue/entity.ts';
import { fileIngestion } from './catalogue/fileIngestion.ts';
import { host } from './catalogue/host.ts';
import { notebooks } from './catalogue/notebooks.ts';
import { orchestrator } from './catalogue/orchestrator.ts';
import { packages } from './catalogue/packages.ts';
import { platform } from './catalogue/platform.ts';
import { signalsOfSignals } from './catalogue/signals.ts';
import { stages } from './catalogue/stage.ts';
import { streamingQueries } from './catalogue/streamingQueries.ts';
import { streamingSupervision } from './catalogue/streamingSupervision.ts';
import { watermarks } from './catalogue/watermark.ts';
import type { Declaration } from './declare.ts';

/** Every core signal by name, in the order in which the documentation lists them. */
export const catalogue = {
  ...datapipes,
  ...orchestrator,
  ...entities,
  ...fileIngestion,
  ...watermarks,
  ...stages,
  ...streamingQueries,
  ...streamingSupervision,
  ...dimensions,
  ...apps,
  ...packages,
  ...notebooks,
  ...host,
  ...platform,
  ...signalsOfSignals,
};

/** Payload types of the core signals by name. */
export type CoreSignals = {
  readonly [N in keyof typeof catalogue]: (typeof catalogue)[N] extends Declaration<infer P> ? P : never;
};

/** Names that a core signal goes by. */
export type CoreName = keyof CoreSignals;
