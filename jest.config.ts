/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

// Jest on Node 20 cannot require() ES modules, so swc compiles the sources and these ESM-only packages to CommonJS.
const ESM_PACKAGES = [
  'p-limit',
  'yocto-queue',
  '@nestjs',
  '@borewit',
  '@keyv',
  '@tokenizer',
  'cache-manager',
  'cacheable',
  '@cacheable',
  'content-disposition',
  'cookie',
  'file-type',
  'hookified',
  'inflate',
  'keyv',
  'load-esm',
  'strtok3',
  'token-types',
  'uid',
  'uint8array-extras',
  'uuid',
  'eventsource-parser',
  'qified',
  'ollama',
  'openid-client',
  'oauth4webapi',
  'jose',
  'whatwg-fetch',
  'axios',
  'zustand',
  '@zxcvbn-ts',
  'path-to-regexp',
  '@tanstack',
];

const swc = (tsx: boolean, ignoreDynamic = true) =>
  [
    '@swc/jest',
    {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', tsx, decorators: true, dynamicImport: true },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          useDefineForClassFields: false,
          react: { runtime: 'automatic' },
        },
        keepClassNames: true,
      },
      module: { type: 'commonjs', ignoreDynamic },
      sourceMaps: 'inline',
    },
  ] as [string, Record<string, unknown>];

// Node itself runs `.mjs`: the setup files.
const shared = {
  transform: {
    // Nest loads optional packages by import(), which must be compiled to require(); our own import() stays.
    '/node_modules/.+\\.[cm]?js$': swc(false, false),
    '^.+\\.tsx$': swc(true),
    '^.+\\.c?[jt]s$': swc(false),
  },
  transformIgnorePatterns: [
    `/node_modules/\\.pnpm/(?!(${ESM_PACKAGES.map((name) => name.replace('/', '\\+')).join('|')})[@+])`,
  ],
  moduleNameMapper: {
    '^@pocket-llm/(fake-llm|tiny-model|api-client)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/'],
};

const config: Config = {
  maxWorkers: 2,
  // A busy machine must not fail a test. Tests wait for events, so a long limit costs nothing.
  testTimeout: 120_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/{apps/api,libs}/**/*.spec.ts'],
    },
    {
      ...shared,
      displayName: 'integration',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/apps/api/**/*.int-spec.ts'],
      globalSetup: '<rootDir>/apps/api/test/global-setup.mjs',
      globalTeardown: '<rootDir>/apps/api/test/global-teardown.mjs',
    },
    {
      ...shared,
      displayName: 'long',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/apps/api/**/*.long-spec.ts'],
      globalSetup: '<rootDir>/apps/api/test/global-setup.mjs',
      globalTeardown: '<rootDir>/apps/api/test/global-teardown.mjs',
    },
    {
      ...shared,
      displayName: 'web',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/apps/web/**/*.spec.{ts,tsx}'],
      setupFiles: ['<rootDir>/apps/web/test/setup.ts'],
      // React's lazy() takes an import(), which must be compiled to require().
      transform: { '^.+\\.tsx$': swc(true, false), '^.+\\.[cm]?[jt]s$': swc(false, false) },
      // The markdown renderer alone has eighty ESM-only dependencies, so here the list names the CommonJS packages
      // instead.
      transformIgnorePatterns: [
        '/node_modules/\\.pnpm/(react|react-dom|scheduler|@testing-library\\+[a-z-]+|@base-ui\\+react|i18next)@',
      ],
      moduleNameMapper: {
        '\\.css$': '<rootDir>/apps/web/test/empty.ts',
        '^@/(.*)$': '<rootDir>/apps/web/src/$1',
        // Its exports have no entry for require().
        '^(remend)$': '<rootDir>/apps/web/node_modules/$1/dist/index.js',
        ...shared.moduleNameMapper,
      },
    },
  ],
};

export default config;
