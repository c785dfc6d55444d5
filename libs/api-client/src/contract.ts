import { http } from './http.js';

/** The document that this client was generated from, as the server has it now. */
export const CONTRACT_URL = '/openapi.json';
/** The same for people, with forms to try it. */
export const SWAGGER_URL = '/docs';

/** Fetches the contract. It is the one JSON that is not described by itself. */
export async function fetchContract(signal?: AbortSignal): Promise<unknown> {
  return (await http.get<unknown>(CONTRACT_URL, { signal })).data;
}
