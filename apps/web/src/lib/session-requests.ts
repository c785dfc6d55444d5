// A module of its own, so that the HTTP client is fetched with the first request: the landing page makes none.
export { authLogout, authRefresh } from '@pocket-llm/api-client';
