/** Where a program finds this portal's API. */
export const baseUrl = (): string => `${window.location.origin}/api`;

/** A first request with a key, ready for a terminal. */
export const curlExample = (key: string, model: string): string =>
  [
    `curl ${baseUrl()}/chat \\`,
    `  -H "X-API-Key: ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify({ model, prompt: 'Hello' })}'`,
  ].join('\n');
