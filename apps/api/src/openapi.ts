import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from './common/errors/problem.dto.js';

const DESCRIPTION = `Self-hosted chat portal and API gateway for local language models.

Say who you are with \`Authorization: Bearer <token>\` (from POST /api/auth/login) or, where it is taken, \`X-API-Key: <key>\`.
Errors are \`application/problem+json\` (RFC 9457) with a \`code\` you can branch on and a \`detail\` a person can read.
Each operation carries \`x-access\`: the role it needs and the key scope that opens it, if any.`;

/** The contract in machine form. Committed as \`libs/api-client/openapi.json\`; a diff there is a change of the contract. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Pocket-LLM')
    .setDescription(DESCRIPTION)
    .setVersion('1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api_key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: (controller, method) => {
      const area = controller.replace(/Controller$/, '');
      return `${area.charAt(0).toLowerCase()}${area.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
    },
  });
  return { ...document, servers: [{ url: '/', description: 'This installation' }] };
}

/** Swagger UI at /docs and the document at /openapi.json, in production too. The document is built on first use. */
export function setUpOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Pocket-LLM API',
    swaggerOptions: { persistAuthorization: false, tagsSorter: 'alpha', displayRequestDuration: true },
  });
}
