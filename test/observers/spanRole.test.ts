import { describe, expect, it } from '@jest/globals';
import { spanless, spanRole } from '../../lib/observers/spanRole.ts';
import { catalogue } from '../../lib/signals/catalogue.ts';

const names = Object.keys(catalogue);
const withRole = names.flatMap((name) => {
  const role = spanRole(name);
  return role ? [{ name, ...role }] : [];
});
const opening = new Set(withRole.filter(({ role }) => role === 'opens').map(({ span }) => span));

describe('spanRole', () => {
  it.each([
    ['datapipes.before_pipe', 'datapipes.pipe', 'opens'],
    ['datapipes.after_pipe', 'datapipes.pipe', 'ends'],
    ['datapipes.pipe_failed', 'datapipes.pipe', 'fails'],
    ['datapipes.pipe_skipped', 'datapipes.pipe', 'ends'],
    ['datapipes.pipe_cancelled', 'datapipes.pipe', 'cancels'],
    ['orchestrator.generation_started', 'orchestrator.generation', 'opens'],
    ['orchestrator.generation_completed', 'orchestrator.generation', 'ends'],
    ['entity.ensure_failed', 'entity.ensure_table', 'fails'],
    ['file_ingestion.file_failed', 'file_ingestion.file', 'fails'],
    ['watermark.watermark_found', 'watermark.get', 'ends'],
    ['watermark.watermark_missing', 'watermark.get', 'ends'],
    ['watermark.save_failed', 'watermark.save', 'fails'],
    ['stage.pipes_completed', 'stage.pipes', 'ends'],
    ['streaming.query_started', 'streaming.start', 'ends'],
    ['streaming.start_failed', 'streaming.start', 'fails'],
    ['streaming.query_stopped', 'streaming.stop', 'ends'],
    ['streaming.recovery_attempted', 'streaming.recovery', 'opens'],
    ['streaming.recovery_failed', 'streaming.recovery', 'fails'],
    ['streaming.orchestrator_stopped', 'streaming.orchestrator', 'cancels'],
    ['streaming.cascade_restart_completed', 'streaming.cascade_restart', 'ends'],
    ['job.cancelled', 'job.run', 'cancels'],
    ['packages.package_installing', 'packages.package', 'opens'],
    ['packages.package_failed', 'packages.package', 'fails'],
    ['bootstrap.started', 'bootstrap.start', 'opens'],
    ['bootstrap.failed', 'bootstrap.start', 'fails'],
    ['trace.span_ended', 'trace.span', 'ends'],
    ['shop.before_import', 'shop.import', 'opens'],
    ['shop.after_import', 'shop.import', 'ends'],
    ['shop.import_started', 'shop.import', 'opens'],
    ['shop.import_completed', 'shop.import', 'ends'],
    ['shop.import_failed', 'shop.import', 'fails'],
    ['shop.import_cancelled', 'shop.import', 'cancels'],
  ])('%s: %s %s', (name, span, role) => {
    expect(spanRole(name)).toEqual({ span, role });
  });

  it.each(['dimension.changed', 'streaming.query_progress', 'session.created', 'shop.order_seen'])(
    '%s neither opens nor ends a span',
    (name) => expect(spanRole(name)).toBeUndefined(),
  );

  it('has a role, or a reason for none, for each core signal that is named like one', () => {
    const named = names.filter((name) =>
      /\.(before_|after_)|_(started|completed|failed|cancelled)$/.test(name),
    );
    const without = named.filter((name) => spanRole(name) === undefined);

    expect(without.sort()).toEqual([...spanless.keys()].sort());
    for (const reason of spanless.values()) expect(reason).not.toBe('');
  });

  it('ends no span of the core that cannot open, and opens none that cannot end', () => {
    const ending = new Set(withRole.filter(({ role }) => role === 'ends').map(({ span }) => span));

    expect(withRole.filter(({ span }) => !opening.has(span))).toEqual([]);
    expect([...opening].filter((span) => !ending.has(span))).toEqual([]);
  });
});
