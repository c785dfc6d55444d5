import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import product from '../../../package.json' with { type: 'json' };
import { ProblemDto } from '../../common/errors/problem.dto.js';
import { completeResponses } from './common-responses.js';
import { withExamples } from './examples.js';

const DESCRIPTION = `Self-hosted chat portal and API gateway for local language models.

Say who you are with \`Authorization: Bearer <token>\` (from POST /api/auth/login) or, where it is taken,
\`X-API-Key: <key>\`.
Errors are \`application/problem+json\` (RFC 9457) with a \`code\` you can branch on and a \`detail\` a person can read.
Each operation carries \`x-access\`: the role it needs and the key scope that opens it, if any.`;

/**
 * The contract in machine form. Committed as \`libs/api-client/openapi.json\`; a diff there is a change of the
 * contract.
 */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Pocket-LLM')
    .setDescription(DESCRIPTION)
    .setVersion(product.version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'SCIM_TOKEN' }, 'scim_token')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api_key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => {
      const area = controller.replace(/Controller$/, '');
      return `${area.charAt(0).toLowerCase()}${area.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
    },
  });
  return withExamples(tidy({ ...document, servers: [{ url: '/', description: 'This installation' }] }));
}

/**
 * What the decorators do not say: an operation without security requirements says so explicitly, a wildcard route loses
 * its second path parameter `*`, which no path contains, ids in paths are UUIDs, examples of filters are in their
 * descriptions, and the common errors are added.
 */
function tidy(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'put', 'post', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      operation.security ??= [];
      operation.parameters = operation.parameters?.filter(
        (parameter) => !('name' in parameter) || parameter.name !== '*',
      );
      for (const parameter of operation.parameters ?? [])
        if ('name' in parameter && parameter.in === 'path' && parameter.name.endsWith('_id'))
          parameter.schema = { type: 'string', format: 'uuid' };
      operation.parameters?.forEach(exampleInWords);
      completeResponses(method, path, operation);
    }
  }
  return document;
}

type Parameter = NonNullable<NonNullable<OpenAPIObject['paths'][string]['get']>['parameters']>[number];

/**
 * Moves the example of an optional filter into its description. The explorer and Postman fill an example in, and the
 * list that one asks for as it stands would come back filtered, mostly empty.
 */
function exampleInWords(parameter: Parameter): void {
  if (!('name' in parameter) || parameter.in !== 'query' || parameter.required) return;
  const schema = parameter.schema;
  if (!schema || '$ref' in schema || schema.example === undefined) return;
  const words = `such as \`${String(schema.example)}\``;
  parameter.description = parameter.description ? `${parameter.description}; ${words}` : words;
  delete schema.example;
}
