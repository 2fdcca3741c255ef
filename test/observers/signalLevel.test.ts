import { describe, expect, it } from '@jest/globals';
import { type LogLevel, signalLevel } from '../../lib/observers/signalLevel.ts';
import { catalogue } from '../../lib/signals/catalogue.ts';

const core = (level: LogLevel) => Object.keys(catalogue).filter((name) => signalLevel(name) === level);

describe('signalLevel', () => {
  it('takes what goes on, but not as it should, for a warning', () => {
    expect(core('warn')).toEqual([
      'datapipes.pipe_cancelled',
      'datapipes.pipe_retrying',
      'orchestrator.warning_raised',
      'orchestrator.execution_stalled',
      'streaming.query_unhealthy',
      'streaming.query_stalled',
      'streaming.listener_gap',
      'streaming.recovery_attempted',
      'streaming.restart_throttled',
      'streaming.restart_blocked',
      'job.cancelled',
      'signals.observer_removed',
    ]);
  });

  it('takes each failure for an error', () => {
    const failures = Object.keys(catalogue).filter((name) => name.endsWith('failed'));
    expect(core('error').filter((name) => !failures.includes(name))).toEqual([
      'streaming.query_exception',
      'streaming.watchdog_error',
      'streaming.recovery_exhausted',
    ]);
    expect(core('error')).toEqual(expect.arrayContaining(failures));
    expect(failures).toContain('bootstrap.failed');
  });

  it('takes what is sent very often, is about to happen, or found nothing to do for debugging', () => {
    const often = core('debug').filter((name) => !/\.before_|_idle$/.test(name));
    expect(often).toEqual(
      Object.entries(catalogue).flatMap(([name, { highVolume }]) =>
        highVolume && !name.includes('.before_') ? [name] : [],
      ),
    );
  });

  it.each([
    ['shop.order_failed', 'error'],
    ['shop.failed', 'error'],
    ['shop.parse_error', 'error'],
    ['shop.order_retrying', 'warn'],
    ['shop.item_removed', 'info'],
    ['shop.order_cancelled', 'info'],
    ['shop.failed_over', 'info'],
    ['shop.unfailed', 'info'],
    ['shop.before_close', 'debug'],
    ['shop.before_close_failed', 'error'],
    ['constructor', 'info'],
  ])('takes %s of an extension for %s', (name, level) => {
    expect(signalLevel(name)).toBe(level);
  });
});
