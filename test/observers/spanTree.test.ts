import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import type { Span } from '../../lib/observers/span.ts';
import { spans } from '../../lib/observers/spans.ts';
import { spanTree } from '../../lib/observers/spanTree.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { text } from '../support/text.ts';

const event = (name: string, payload: unknown, sequence: number) =>
  new SignalEvent(name, payload, sequence, sequence * 10, 'op', undefined);

const spansOf = (...events: SignalEvent[]) => {
  const list: Span[] = [];
  spans()(of(...events)).subscribe((span) => list.push(span));
  return list;
};

describe('spanTree', () => {
  it('draws each span below the one inside of which it happened', () => {
    const list = spansOf(
      event('shop.before_day', {}, 1),
      event('shop.before_import', { shopId: 'a' }, 2),
      event('shop.before_import', { shopId: 'b' }, 3),
      event('shop.before_read', { shopId: 'a' }, 4),
      event('shop.read_failed', { shopId: 'a', error: 'gone' }, 5),
      event('shop.after_import', { shopId: 'b' }, 6),
      event('shop.import_cancelled', { shopId: 'a' }, 7),
    );

    expect(spanTree(list)).toBe(
      text(
        'shop.day in 60ms unfinished',
        '  shop.import in 50ms cancelled',
        '    shop.read in 10ms failed: gone',
        '  shop.import in 30ms ok',
      ),
    );
  });

  it('says what a span is about', () => {
    const [begun, ended] = ['datapipes.before_pipe', 'datapipes.after_pipe'].map((name, i) =>
      event(name, { pipeId: 'gold.revenue' }, i + 1),
    );
    if (!begun || !ended) throw new Error('expected two events');
    expect(spanTree(spansOf(begun, ended))).toBe('datapipes.pipe gold.revenue in 10ms ok');
  });

  it('draws at the margin what lies in a span that is not there', () => {
    const list = spansOf(
      event('shop.before_day', {}, 1),
      event('shop.before_import', {}, 2),
      event('shop.after_import', {}, 3),
    );

    expect(spanTree(list.slice(0, 1))).toBe('shop.import in 10ms ok');
    expect(spanTree([])).toBe('');
  });
});
