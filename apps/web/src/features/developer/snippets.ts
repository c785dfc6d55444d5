/** Where an OpenAI client finds this portal. */
export const baseUrl = (): string => `${window.location.origin}/v1`;

/** A first request with a key, ready for a terminal. */
export const curlExample = (key: string, model: string): string =>
  [
    `curl ${baseUrl()}/chat/completions \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] })}'`,
  ].join('\n');
