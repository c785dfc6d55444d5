// A separate module, so that the HTTP client loads with the first request: the landing page sends none.
export { authLogout, authRefresh } from '@pocket-llm/api-client';
