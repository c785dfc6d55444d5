import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];
type Content = Record<string, { schema: Record<string, unknown> }>;

const text = { type: 'string' };
const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

const ANTHROPIC_ERROR = object({
  type: { type: 'string', enum: ['error'] },
  error: object({ type: text, message: text }),
  request_id: text,
});
const OPENAI_ERROR = object({
  error: object({ message: text, type: text, param: { type: 'string', nullable: true }, code: text }),
});

const SCIM_ERROR = {
  ...object({ schemas: { type: 'array', items: text }, status: text, detail: text }),
  properties: { schemas: { type: 'array', items: text }, status: text, scimType: text, detail: text },
};

/** Bodies of errors by path: each dialect has its own, and two of them share the addresses of the models. */
const ERROR_CONTENT: [path: RegExp, content: Content][] = [
  [/^\/v1\/messages/, { 'application/json': { schema: ANTHROPIC_ERROR } }],
  [/^\/v1\/models/, { 'application/json': { schema: { oneOf: [OPENAI_ERROR, ANTHROPIC_ERROR] } } }],
  [/^\/v1\//, { 'application/json': { schema: OPENAI_ERROR } }],
  [/^\/ollama\//, { 'application/json': { schema: object({ error: text }) } }],
  [/^\/scim\//, { 'application/scim+json': { schema: SCIM_ERROR } }],
  [/./, { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } }],
];

/** Errors that no handler declares, because what comes before the handlers answers with them. */
function commonErrors(method: string, path: string, operation: Operation): Record<string, string> {
  const access = (operation as { 'x-access'?: { public?: boolean; api_key_scope?: string; scim_token?: boolean } })[
    'x-access'
  ];
  const isDialect = /^\/(v1|ollama)\//.test(path);
  const isApi = /^\/(api|v1|ollama|scim)\//.test(path);
  return {
    ...(isApi && {
      400: 'The request is not valid, or carries two credentials',
      401: 'The credential is not valid',
      403: 'The credential does not open this, or the owner of the key may no longer have keys',
    }),
    ...(path.includes('{') && { 404: 'There is no such thing, or it is not yours' }),
    ...(isDialect && operation.requestBody && { 404: 'There is no such model', 502: 'The backend failed' }),
    // A body that nobody asked for is looked at, too.
    ...(isApi && method !== 'get' && { 413: 'The body is too large', 415: 'The body is not JSON' }),
    ...(access?.scim_token && {
      400: 'The request is not valid; `scimType` says why',
      401: 'The token is missing or wrong',
      404: 'There is no such resource, or SCIM_TOKEN is not set',
      429: 'Too many wrong tokens',
    }),
    421: 'The Host header is no name of this server',
    ...(access?.api_key_scope && { 429: 'A limit of the API key or the account is reached' }),
    ...(isApi && {
      500: 'Something went wrong on the server',
      503: 'The database is unreachable, or the server stops',
    }),
  };
}

/**
 * Completes an operation's responses: errors that come from in front of the handlers, and for every error the body of
 * the path's dialect.
 */
export function completeResponses(method: string, path: string, operation: Operation): void {
  const [, content] = ERROR_CONTENT.find(([pattern]) => pattern.test(path))!;
  const responses = operation.responses as Record<string, Exclude<Responses[string], { $ref: string }>>;
  for (const [status, description] of Object.entries(commonErrors(method, path, operation)))
    responses[status] ??= { description };
  for (const [status, response] of Object.entries(responses))
    if (response && Number(status) >= 400) response.content = content;
}
