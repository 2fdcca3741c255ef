import { timer } from 'rxjs';
import { offload } from '../../../operators/offload.ts';
import type { SimulatedSystem } from './simulatedSystem.ts';
import type { SimulatedFault } from './simulationFault.ts';

/** Has a fault happen. */
export function applyFault(fault: SimulatedFault, system: SimulatedSystem): void {
  const { engine, queries, scheduler } = system;
  switch (fault.kind) {
    case 'crash':
      engine.crash(fault.queryId);
      break;
    case 'crash_silently':
      engine.crash(fault.queryId, { isSilent: true });
      break;
    case 'fail_for_good':
      engine.crash(fault.queryId, {
        error: Object.assign(new Error('it is declared wrongly'), { name: 'DefinitionError' }),
      });
      break;
    case 'fail_start':
      engine.failStart(fault.queryId, fault);
      break;
    case 'crash_after_start':
      engine.crashAfterStart(fault.queryId, fault);
      break;
    case 'hang':
      engine.hang(fault.queryId, fault);
      break;
    case 'hang_start':
      engine.hangStart(fault.queryId);
      break;
    case 'hang_stop':
      engine.hangStop(fault.queryId, { takes: fault.forMs });
      break;
    case 'lose_events':
      engine.loseEvents(fault);
      break;
    case 'duplicate_events':
      engine.duplicateEvents(fault);
      break;
    case 'reorder_events':
      engine.reorderEvents(fault);
      break;
    case 'delay_events':
      engine.delayEvents(fault.by, fault);
      break;
    case 'fail_polls':
    case 'hang_polls':
      engine.failPolls({ forMs: fault.forMs, hangs: fault.kind === 'hang_polls' });
      break;
    case 'set_clock':
      scheduler.setClock(scheduler.now() + fault.by);
      break;
    case 'slow_observer':
    case 'throwing_observer':
      observe(fault, system);
      break;
    case 'change_dimension':
    case 'dimension_storm':
    case 'fail_dimensions':
      changeDimensions(fault, system);
      break;
    case 'stop':
    case 'start':
    case 'restart':
      queries[fault.kind](fault.queryId, { reason: 'somebody wants it' }).subscribe(notWaiting);
      break;
    case 'revive':
      queries.revive(fault.queryId).subscribe(notWaiting);
      break;
  }
}

/** Whether it comes to run is told by its state. */
const notWaiting = { error: () => undefined };

function observe(
  fault: Extract<SimulatedFault, { kind: 'slow_observer' | 'throwing_observer' }>,
  { signals, scheduler, faulty, thrown }: SimulatedSystem,
): void {
  if (fault.kind === 'slow_observer') {
    const slowly = offload(() => timer(1_000, scheduler), { capacity: 100, scheduler });
    const observer = signals.observe('a slow observer', (all$) => all$.pipe(slowly));
    faulty.add(observer);
    faulty.add(scheduler.schedule(() => observer.unsubscribe(), fault.forMs));
    return;
  }
  let left = fault.times;
  const observer = signals.of('streaming.*', { as: 'an observer that throws' }).subscribe(() => {
    if (left === 0) {
      observer.unsubscribe();
      return;
    }
    left -= 1;
    thrown.count += 1;
    throw new Error('an observer threw');
  });
  faulty.add(observer);
}

function changeDimensions(
  fault: Extract<SimulatedFault, { kind: 'change_dimension' | 'dimension_storm' | 'fail_dimensions' }>,
  { dimensions, scheduler, faulty }: SimulatedSystem,
): void {
  const at = scheduler.elapsed;
  switch (fault.kind) {
    case 'change_dimension':
      dimensions.change(fault.entityId, fault.changeClass, { at, isPushed: fault.isPushed });
      break;
    case 'dimension_storm':
      for (let time = 0; time < fault.times; time++)
        faulty.add(
          scheduler.schedule(
            () => {
              for (const { id } of dimensions.entities)
                dimensions.change(id, 'data', { at: scheduler.elapsed, isPushed: time % 2 === 0 });
            },
            Math.floor((fault.forMs * time) / fault.times),
          ),
        );
      break;
    case 'fail_dimensions':
      dimensions.failing += 1;
      faulty.add(
        scheduler.schedule(() => {
          dimensions.failing -= 1;
        }, fault.forMs),
      );
      break;
  }
}
