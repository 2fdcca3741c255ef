import { declare } from '../declare.ts';
import { details, duration, failure, number, text, texts, version } from './fields.ts';

const engine = { engine: text, engineVersion: text } as const;

/** What happens to one running system: its start, its config, its session with an engine. */
export const host = {
  'bootstrap.started': declare('A system is being brought up.', {
    appName: text,
    environment: text,
    'artifactsPath?': text,
  }),
  'bootstrap.platform_detected': declare('It is known where the system runs.', {
    platform: text,
    'workspaceId?': text,
    ...engine,
  }),
  'bootstrap.config_loaded': declare('The layers of config were read and merged.', {
    configFiles: texts,
    configCount: number,
    configKeys: texts,
    ...duration,
  }),
  'bootstrap.dependencies_installed': declare('What the system needs was installed.', {
    packages: texts,
    ...duration,
  }),
  'bootstrap.framework_ready': declare('The system is up.', {
    appName: text,
    platform: text,
    environment: text,
    ...duration,
  }),
  'bootstrap.failed': declare('The system could not be brought up.', {
    appName: text,
    failedPhase: text,
    ...failure,
    ...duration,
  }),
  'config.before_reload': declare(
    'Config is about to be read again.',
    { version },
    { aliases: ['config.pre_reload'] },
  ),
  'config.after_reload': declare(
    'Config was read again.',
    { version, changedKeys: texts, changeCount: number },
    { aliases: ['config.post_reload'] },
  ),
  'config.reload_failed': declare('Config could not be read again; the old one holds.', {
    version,
    ...failure,
  }),
  'session.created': declare('A session with an engine was opened.', {
    appName: text,
    ...engine,
    config: details,
  }),
  'session.config_changed': declare('The settings of a session were changed.', {
    appName: text,
    changedConfigs: texts,
    oldValues: details,
  }),
  'session.stopped': declare('A session with an engine was closed.', { appName: text }),
};
