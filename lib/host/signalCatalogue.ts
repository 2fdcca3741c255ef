import { emits as data } from '../data/emits.ts';
import { emits as execution } from '../execution/emits.ts';
import { catalogue } from '../signals/catalogue.ts';
import { describe, type SignalDescription } from '../signals/describe.ts';
import { emits as signals } from '../signals/emits.ts';
import { emits as streaming } from '../streaming/emits.ts';
import { emits as host } from './emits.ts';

/** Every core signal, with who emits it. */
export const signalCatalogue = (): readonly SignalDescription[] =>
  Object.entries(catalogue).map(([name, declaration]) =>
    describe(name, declaration, [signals, data, execution, streaming, host]),
  );
