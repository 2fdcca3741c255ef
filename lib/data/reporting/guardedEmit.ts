import { failureOf } from '../../signals/failureOf.ts';
import type { EmitEntity } from './reporting.ts';

/** Emits so that whoever listens can fail nothing: what it throws becomes a warning of the process. */
export function guardedEmit(emit: EmitEntity): EmitEntity {
  return (name, payload) => {
    try {
      emit(name, payload);
    } catch (thrown) {
      const { error, errorType } = failureOf(thrown);
      process.emitWarning(`${name} could not be told: ${errorType}: ${error}`, 'RekindleWarning');
    }
  };
}
