import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import * as t from 'io-ts';
import { compileGuard } from '../../lib/codec/compileGuard.ts';

/** io-ts types its own `never` so that it fits nowhere. */
const never = t.never as unknown as t.Mixed;

const keys = ['a', 'b', 'kind', '__proto__', 'with space'];

const codecs = fc.letrec<{ codec: t.Mixed; record: t.HasProps }>((tie) => {
  const props = fc.dictionary(fc.constantFrom(...keys), tie('codec'), { maxKeys: 3 });
  return {
    record: fc.oneof(
      props.map((of) => t.type(of)),
      props.map((of) => t.partial(of)),
      fc
        .tuple(fc.constantFrom('x', 'y', 1), props)
        .map(([tag, of]) => t.type({ ...of, kind: t.literal(tag) })),
    ),
    codec: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<t.Mixed>(
        t.string,
        t.number,
        t.boolean,
        t.bigint,
        t.null,
        t.undefined,
        t.void,
        t.unknown,
      ),
      fc.constantFrom<t.Mixed>(t.any, never, t.UnknownRecord, t.UnknownArray, t.Function, t.object, t.Int),
      fc.constantFrom<t.Mixed>(
        t.literal('x'),
        t.literal(1),
        t.literal(Number.NaN),
        t.literal(-0),
        t.keyof({ a: 0, x: 0 }),
      ),
      tie('record'),
      tie('record').map((of) => t.exact(of)),
      tie('codec').map((of) => t.readonly(of)),
      tie('codec').map((of) => t.array(of)),
      tie('codec').map((of) => t.readonlyArray(of)),
      tie('codec').map((of) => t.record(t.string, of)),
      tie('codec').map((of) => t.record(t.keyof({ a: 0, b: 0 }), of)),
      tie('codec').map((of) => t.refinement(of, (value) => String(typeof value).length > 6)),
      tie('codec').map((of) => t.recursion('tree', (self) => t.union([of, t.type({ a: t.array(self) })]))),
      fc.array(tie('codec'), { maxLength: 3 }).map((of) => t.tuple(of as [t.Mixed])),
      fc
        .array(fc.oneof(tie('codec'), tie('record')), { minLength: 2, maxLength: 3 })
        .map((of) => t.union(of as [t.Mixed, t.Mixed])),
      fc
        .array(tie('codec'), { minLength: 2, maxLength: 3 })
        .map((of) => t.intersection(of as [t.Mixed, t.Mixed])),
      fc.constant(
        new t.InterfaceType('own', (u): u is string => u === 'x', t.string.validate, t.identity, {
          a: t.string,
        }),
      ),
    ),
  };
}).codec;

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      'x',
      'y',
      'a',
      '',
      1,
      0,
      -0,
      Number.NaN,
      1.5,
      7n,
      true,
      null,
      undefined,
      () => 1,
      new Date(0),
    ),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.sparseArray(tie('value'), { maxLength: 3 }),
    tie('value').map((inner) => Object.create({ a: inner, kind: 'x' })),
  ),
})).value;

describe('compileGuard', () => {
  it.each([true, false])('agrees with the codec on every input (code generation: %s)', (codeGeneration) => {
    fc.assert(
      fc.property(codecs, fc.array(values, { minLength: 5, maxLength: 10 }), (codec, some) => {
        const guard = compileGuard(codec, { codeGeneration });
        for (const value of some) expect(guard(value)).toBe(Boolean(codec.is(value)));
      }),
      { numRuns: 800 },
    );
  });

  it.each([true, false])('agrees on values made to fit (code generation: %s)', (codeGeneration) => {
    const Pipe = t.intersection([
      t.type({
        id: t.string,
        inputs: t.readonlyArray(t.string),
        mode: t.union([t.literal('batch'), t.literal('stream')]),
      }),
      t.partial({ tags: t.record(t.string, t.number) }),
    ]);
    const guard = compileGuard(Pipe, { codeGeneration });
    const pipe = { id: 'a', inputs: ['b'], mode: 'batch' };

    expect(guard(pipe)).toBe(true);
    expect(guard({ ...pipe, tags: { x: 1 } })).toBe(true);
    expect(guard({ ...pipe, tags: { x: 'y' } })).toBe(false);
    expect(guard({ ...pipe, mode: 'both' })).toBe(false);
    expect(guard({ id: 'a', inputs: ['b'] })).toBe(false);
  });

  it('leaves the decision to an `is` that is not the one of its combinator', () => {
    const odd = new t.InterfaceType('odd', (u): u is number => u === 42, t.number.validate, t.identity, {
      a: t.string,
    });
    const guard = compileGuard(t.type({ odd }));
    expect(guard({ odd: 42 })).toBe(true);
    expect(guard({ odd: { a: 'x' } })).toBe(false);
  });

  it('passes on what a refinement throws, as the codec does', () => {
    const explosive = t.refinement(t.string, () => {
      throw new Error('boom');
    });
    expect(() => compileGuard(explosive)('x')).toThrow('boom');
  });

  it('serves with closures where the host forbids making code from text', () => {
    const program = `
      const module_ = { exports: {} };
      (function (module, exports, require) { ${bundled(join(__dirname, '../../lib/codec/compileGuard.ts'))} })(module_, module_.exports, require);
      const { compileGuard } = module_.exports;
      const t = require(${JSON.stringify(require.resolve('io-ts'))});
      const guard = compileGuard(t.type({ id: t.string, rows: t.array(t.number) }));
      let forbidden = false;
      try { new Function('return 1'); } catch { forbidden = true; }
      console.log(JSON.stringify([forbidden, guard({ id: 'a', rows: [1] }), guard({ id: 'a', rows: ['1'] })]));
    `;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--disallow-code-generation-from-strings', '-e', program],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([true, true, false]);
  });
});

function bundled(file: string): string {
  const options = {
    bundle: true,
    packages: 'external',
    format: 'cjs',
    target: 'node20',
    write: false,
  } as const;
  return buildSync({ entryPoints: [file], ...options }).outputFiles[0]?.text ?? '';
}
