import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import { compileGuard } from '../../lib/codec/compileGuard.ts';
import { aliases } from '../../lib/signals/aliases.ts';
import { catalogue } from '../../lib/signals/catalogue.ts';
import { catalogueMarkdown } from '../../lib/signals/catalogueMarkdown.ts';
import { declare } from '../../lib/signals/declare.ts';
import type { Emits } from '../../lib/signals/emitter.ts';
import type { Aliases } from '../../lib/signals/knownSignals.ts';
import { checkName } from '../../lib/signals/names.ts';

const root = resolve(__dirname, '../..');
const signals = Object.entries(catalogue);

const rooms = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

/** What each room says that it emits. */
const emitters: readonly Emits[] = rooms
  .map(({ name }) => join(root, 'lib', name, 'emits.ts'))
  .filter((file) => existsSync(file))
  .map((file) => require(file).emits);

/** The signals that the code of a room emits by name. */
function emittedBy(room: string): string[] {
  const files = readdirSync(join(root, 'lib', room), { recursive: true, encoding: 'utf8' });
  const code = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'lib', room, file), 'utf8'));
  const names = code.flatMap((text) =>
    [...text.matchAll(/\bemit\(\s*'([a-z_.]+)'/g)].map(([, name]) => name ?? ''),
  );
  return [...new Set(names)].sort();
}

describe('the catalogue', () => {
  it('is whole', () => {
    expect(signals).toHaveLength(175);
    expect(new Set(signals.map(([name]) => name.split('.')[0]))).toEqual(
      new Set(
        'datapipes orchestrator entity file_ingestion watermark stage streaming dimension app job packages notebooks bootstrap config session platform trace signals'.split(
          ' ',
        ),
      ),
    );
  });

  it.each(signals)('%s is well formed', (name, { doc, fields }) => {
    expect(() => checkName(name)).not.toThrow();
    expect(doc).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(fields).filter((field) => !/^[a-z][A-Za-z]*\??$/.test(field))).toEqual([]);
  });

  it('tells failures alike', () => {
    const failures = signals.filter(([name]) => /(_|\.)failed$/.test(name));
    const silent = failures.filter(([, { fields }]) => !('error' in fields && 'errorType' in fields));
    expect(silent).toEqual([]);
    expect(failures.length).toBeGreaterThan(20);
  });

  it('has an after for each before, or another end', () => {
    const names = new Set(Object.keys(catalogue));
    const beginnings = [...names].filter((name) => name.includes('.before_'));
    const endless = beginnings.filter(
      (name) => ![...names].some((other) => other === name.replace('.before_', '.after_')),
    );
    expect(endless).toEqual(['watermark.before_get', 'streaming.before_start', 'streaming.before_stop']);
  });

  it('names the same aliases to the compiler as at run time', () => {
    const known: Aliases = {
      'datapipes.pre_run': 'datapipes.before_run',
      'datapipes.post_run': 'datapipes.after_run',
      'datapipes.pre_pipe': 'datapipes.before_pipe',
      'datapipes.post_pipe': 'datapipes.after_pipe',
      'execution.plan_created': 'orchestrator.plan_generated',
      'execution.before_generation': 'orchestrator.generation_started',
      'execution.after_generation': 'orchestrator.generation_completed',
      'entity.pre_ensure_table': 'entity.before_ensure_table',
      'entity.post_ensure_table': 'entity.after_ensure_table',
      'entity.pre_read': 'entity.before_read',
      'entity.post_read': 'entity.after_read',
      'entity.pre_merge': 'entity.before_merge',
      'entity.post_merge': 'entity.after_merge',
      'entity.pre_append': 'entity.before_append',
      'entity.post_append': 'entity.after_append',
      'entity.pre_write': 'entity.before_write',
      'entity.post_write': 'entity.after_write',
      'file_ingestion.pre_process': 'file_ingestion.before_process',
      'file_ingestion.post_process': 'file_ingestion.after_process',
      'file_ingestion.pre_file': 'file_ingestion.before_file',
      'file_ingestion.post_file': 'file_ingestion.after_file',
      'watermark.pre_get': 'watermark.before_get',
      'watermark.pre_save': 'watermark.before_save',
      'watermark.post_save': 'watermark.after_save',
      'stage.pre_execute': 'stage.before_execute',
      'stage.post_execute': 'stage.after_execute',
      'streaming.pre_start': 'streaming.before_start',
      'streaming.after_start': 'streaming.query_started',
      'streaming.pre_stop': 'streaming.before_stop',
      'streaming.after_stop': 'streaming.query_stopped',
      'streaming.query_stale': 'streaming.query_stalled',
      'streaming.restart_triggered': 'streaming.restart_scheduled',
      'streaming.pre_restart': 'streaming.before_restart',
      'streaming.post_restart': 'streaming.after_restart',
      'streaming.graph_restart_initiated': 'streaming.cascade_restart_started',
      'streaming.dimension_changed': 'dimension.changed',
      'app.pre_package': 'app.before_package',
      'app.post_package': 'app.after_package',
      'app.pre_deploy': 'app.before_deploy',
      'app.post_deploy': 'app.after_deploy',
      'app.pre_run': 'app.before_run',
      'app.post_run': 'app.after_run',
      'job.pre_run': 'job.before_run',
      'job.post_run': 'job.after_run',
      'packages.pre_install': 'packages.before_install',
      'pip.before_install': 'packages.before_install',
      'pip.pre_install': 'packages.before_install',
      'packages.post_install': 'packages.after_install',
      'pip.after_install': 'packages.after_install',
      'pip.post_install': 'packages.after_install',
      'pip.install_failed': 'packages.install_failed',
      'packages.pre_pack': 'packages.before_pack',
      'pip.before_pack': 'packages.before_pack',
      'pip.pre_pack': 'packages.before_pack',
      'packages.post_pack': 'packages.after_pack',
      'pip.after_pack': 'packages.after_pack',
      'pip.post_pack': 'packages.after_pack',
      'pip.pack_failed': 'packages.pack_failed',
      'pip.package_installing': 'packages.package_installing',
      'pip.package_installed': 'packages.package_installed',
      'pip.package_failed': 'packages.package_failed',
      'notebooks.pre_build': 'notebooks.before_build',
      'notebooks.post_build': 'notebooks.after_build',
      'config.pre_reload': 'config.before_reload',
      'config.post_reload': 'config.after_reload',
    };
    expect(Object.fromEntries(aliases)).toEqual(known);
  });

  it('is documented as it is', () => {
    expect(readFileSync(join(root, 'docs/signals.md'), 'utf8')).toBe(catalogueMarkdown(emitters));
  });
});

describe('rooms and what they emit', () => {
  it.each(rooms.map(({ name }) => name))(
    '%s declares what it emits, and emits what it declares',
    (room) => {
      const declared = emitters
        .filter(({ emitter }) => emitter === room)
        .flatMap(({ signals: names }) => [...names]);
      expect(emittedBy(room)).toEqual([...declared].sort());
    },
  );

  it('declare only what is in the catalogue', () => {
    const strangers = emitters
      .flatMap(({ signals: names }) => names)
      .filter((name) => !Object.hasOwn(catalogue, name));
    expect(strangers).toEqual([]);
  });
});

describe('declare', () => {
  const declared = declare('Something happened.', { id: t.string, 'rows?': t.number });

  it('makes a codec of the fields', () => {
    const guard = compileGuard(declared.codec);
    expect(guard({ id: 'a' })).toBe(true);
    expect(guard({ id: 'a', rows: 1 })).toBe(true);
    expect(guard({ id: 'a', rows: '1' })).toBe(false);
    expect(guard({ rows: 1 })).toBe(false);
  });

  it('lets payloads gain fields', () => {
    expect(declared.codec.is({ id: 'a', later: true })).toBe(true);
  });
});
