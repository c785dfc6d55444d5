import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Names that the import law cannot see, because it knows files and not what is taken out of them. */
const API_LAW = [
  {
    selector: 'ImportDeclaration[source.value="@nestjs/common"] > ImportSpecifier[imported.name=/Exception$/]',
    message: 'Throw a DomainError: the filter alone turns it into HTTP.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
    message: 'Use the global `process`; the environment is read in config/ only.',
  },
];
const STORAGE_LAW = {
  selector:
    'ImportDeclaration[source.value="typeorm"] > ImportSpecifier[imported.name!=/^(EntityManager|DataSource)$/]',
  message: 'Queries belong into a repository; elsewhere only the type of a transaction to hand on is known.',
};
/** A test that is switched off looks like one that passes. */
const TEST_LAW = [
  'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo|fixme)$/]',
  'MemberExpression[object.property.name="describe"][property.name=/^(only|skip|fixme)$/]',
  'CallExpression[callee.name=/^(fit|xit|xtest|fdescribe|xdescribe)$/]',
].map((selector) => ({ selector, message: 'No test is singled out or left out.' }));

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      'libs/api-client/src/generated/',
      '**/*.gen.ts',
      'data/',
      'test-results/',
      'playwright-report/',
      '.cache/',
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 300 }],
      // Prettier leaves texts and comments as long as they are.
      'max-len': ['error', { code: 120, ignoreRegExpLiterals: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  { files: ['scripts/**', 'bench/**', 'libs/fake-llm/src/cli.ts', 'e2e/**'], rules: { 'no-console': 'off' } },
  {
    // Habits that only the types show: a promise that nobody awaits, a case that nobody handles.
    files: ['apps/*/{src,test}/**/*.{ts,tsx}', 'libs/*/src/**/*.ts', 'e2e/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['apps/*/src/**/*.{ts,tsx}', 'libs/*/src/**/*.ts'],
    ignores: ['**/*.{spec,int-spec,long-spec,contract}.{ts,tsx}', '**/migrations/**'],
    rules: { 'max-lines-per-function': ['error', { max: 80 }] },
  },
  {
    files: ['apps/web/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
    rules: {
      ...reactHooks.configs.flat.recommended.rules,
      'react-hooks/exhaustive-deps': 'error',
      // It only says where the React Compiler would give up (TanStack Virtual, `watch` of react-hook-form); we use
      // none.
      'react-hooks/incompatible-library': 'off',
    },
  },
  // Texts for people, and samples of what models write, stand as they are.
  {
    files: [
      'apps/web/src/lib/i18n/catalogs/**',
      'libs/tiny-model/src/scripts.ts',
      'libs/fake-llm/src/texts.ts',
      'bench/search/set.mjs',
    ],
    rules: { 'max-len': 'off' },
  },
  // Without type information the linter has to be told that constructor types are read at run time.
  {
    files: ['apps/api/**/*.ts'],
    languageOptions: { parserOptions: { emitDecoratorMetadata: true, experimentalDecorators: true } },
  },
  {
    files: ['apps/api/src/**'],
    ignores: ['apps/api/src/config/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only config/ reads the environment: add the variable to config/variables.ts and inject ENV.',
        },
        { object: 'process', property: 'loadEnvFile', message: 'Only config/ reads the environment.' },
      ],
      'no-restricted-syntax': ['error', ...API_LAW, STORAGE_LAW],
    },
  },
  {
    // Where an HttpException is recognised, and where queries live.
    files: [
      'apps/api/src/**/*.guard.ts',
      'apps/api/src/common/errors/**',
      'apps/api/src/database/**',
      'apps/api/src/**/*.{entity,repository,module}.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{spec,int-spec,long-spec,contract}.{ts,tsx}', 'e2e/**'],
    rules: { 'no-restricted-syntax': ['error', ...TEST_LAW] },
  },
);
