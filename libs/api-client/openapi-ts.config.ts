import { defineConfig } from '@hey-api/openapi-ts';

// The generated code is committed. `pnpm gen` rewrites it, and the drift check fails on any difference.
export default defineConfig({
  input: './openapi.json',
  output: { path: './src/generated', clean: true },
  parser: {
    hooks: {
      symbols: {
        // A file for each noun (threadList: thread), so that a page of the web app loads the calls it makes, not all.
        getFilePath: ({ meta, name }) =>
          meta?.resource === 'operation' && meta.tool === 'sdk' ? `sdk/${/^[a-z]+/.exec(name)![0]}` : undefined,
      },
    },
  },
  plugins: [
    '@hey-api/typescript',
    { name: '@hey-api/sdk' },
    // Use our axios instance, so that its interceptors apply. Failures are thrown, never returned in a field.
    { name: '@hey-api/client-axios', runtimeConfigPath: '../runtime.js', throwOnError: true },
  ],
});
