import { transformSync } from 'esbuild';

/** TypeScript for Jest: types are stripped here and checked by the compiler beside it. */
export default {
  process: (source, file) => ({
    code: transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'node20',
      // Jest loads modules by `require`, so what is imported late is required late.
      supported: { 'dynamic-import': false },
      sourcemap: 'inline',
      sourcefile: file,
    }).code,
  }),
};
