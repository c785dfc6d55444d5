import { http } from './http.js';

/** The server's current version of the document that this client was generated from. */
export const CONTRACT_URL = '/openapi.json';
/** The same document as an interactive page. */
export const SWAGGER_URL = '/docs';

/** Fetches the OpenAPI document, the only JSON that it does not describe itself. */
export async function fetchContract(signal?: AbortSignal): Promise<unknown> {
  return (await http.get<unknown>(CONTRACT_URL, { signal })).data;
}
