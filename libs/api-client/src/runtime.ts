import { type CreateClientConfig } from './generated/client.gen.js';
import { http } from './http.js';

/** Passes our axios instance to the generated client (named in openapi-ts.config.ts). */
export const createClientConfig: CreateClientConfig = (config) => ({ ...config, axios: http, baseURL: '' });
