/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  injectGlobals: false,
  restoreMocks: true,
  globalSetup: '<rootDir>/test/support/globalSetup.mjs',
  // A machine that is busy with other things takes its time.
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/support/longestFirst.mjs',
  transform: { '\\.ts$': '<rootDir>/test/support/transform.mjs' },
  moduleNameMapper: {
    '^rekindle$': '<rootDir>/lib/index.ts',
    '^rekindle/operators$': '<rootDir>/operators/index.ts',
    '^rekindle/testing$': '<rootDir>/lib/testing/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/**/*.ts', 'operators/**/*.ts', '!**/index.ts'],
  maxWorkers: 2,
};

export default config;
