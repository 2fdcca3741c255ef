import { offload } from 'rekindle/operators';
import { NEVER, Subject } from 'rxjs';
import { type Row, sink } from './compare.ts';

export const offloads: readonly Row[] = [
  {
    bench: 'offload-push',
    ours: 'push into offload, consumer never done',
    rival: 'Subject.next, one observer',
    goal: 2,
    batch: 1_000_000,
    rounds: 20,
    contest: () => {
      const queued = new Subject<{ rows: number }>();
      const plain = new Subject<{ rows: number }>();
      queued.pipe(offload(() => NEVER, { capacity: 1_024 })).subscribe();
      plain.subscribe(({ rows }) => {
        sink.seen += rows;
      });
      const value = { rows: 1 };
      return {
        ours: (n) => {
          for (let i = 0; i < n; i++) queued.next(value);
        },
        rival: (n) => {
          for (let i = 0; i < n; i++) plain.next(value);
        },
      };
    },
  },
];
