import { Controller, Get, Inject, Injectable, Param, Req, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Provisioning } from '../../../common/access/access.decorators.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';
import { providerConfig, resourceType, schemaReply, SCHEMAS } from './discovery.js';
import { baseOf, listReply } from './resource.js';
import { ScimReply } from './scim-docs.js';
import { ScimHeaders } from './scim-reply.js';
import type { ResourceSchema } from './schema.js';

/** What the server tells of itself. */
@Injectable()
export class ScimDiscovery {
  constructor(@Inject(ENV) private readonly env: Env) {}

  config = (request: FastifyRequest) => providerConfig(baseOf(request, this.env));

  resourceTypes = (request: FastifyRequest) =>
    listReply(SCHEMAS.map((schema) => resourceType(schema, baseOf(request, this.env))));

  schemas = (request: FastifyRequest) =>
    listReply(SCHEMAS.map((schema) => schemaReply(schema, baseOf(request, this.env))));

  /** @throws DomainError `route.not-found` */
  resourceType = (request: FastifyRequest, name: string) =>
    resourceType(
      known(({ name: own }) => own.toLowerCase() === name.toLowerCase()),
      baseOf(request, this.env),
    );

  /** @throws DomainError `route.not-found` */
  schema = (request: FastifyRequest, urn: string) =>
    schemaReply(
      known((one) => one.urn.toLowerCase() === urn.toLowerCase()),
      baseOf(request, this.env),
    );
}

function known(is: (schema: ResourceSchema) => boolean): ResourceSchema {
  const found = SCHEMAS.find(is);
  if (!found) throw new DomainError('route.not-found', 'There is no such kind of resource.');
  return found;
}

@ApiTags('scim')
@Controller('scim/v2')
@UseInterceptors(ScimHeaders)
export class ScimDiscoveryController {
  constructor(private readonly discovery: ScimDiscovery) {}

  @Get('ServiceProviderConfig')
  @Provisioning()
  @ApiOperation({ summary: 'What this server can do' })
  @ScimReply('Its configuration')
  config(@Req() request: FastifyRequest): object {
    return this.discovery.config(request);
  }

  @Get('ResourceTypes')
  @Provisioning()
  @ApiOperation({ summary: 'Kinds of resources' })
  @ScimReply('All of them')
  resourceTypes(@Req() request: FastifyRequest): object {
    return this.discovery.resourceTypes(request);
  }

  @Get('ResourceTypes/:name')
  @Provisioning()
  @ApiOperation({ summary: 'One kind of resource' })
  @ScimReply('User or Group')
  resourceType(@Req() request: FastifyRequest, @Param('name') name: string): object {
    return this.discovery.resourceType(request, name);
  }

  @Get('Schemas')
  @Provisioning()
  @ApiOperation({ summary: 'Attributes of the resources' })
  @ScimReply('All schemas')
  schemas(@Req() request: FastifyRequest): object {
    return this.discovery.schemas(request);
  }

  @Get('Schemas/:urn')
  @Provisioning()
  @ApiOperation({ summary: 'Attributes of one kind of resource' })
  @ScimReply('The schema')
  schema(@Req() request: FastifyRequest, @Param('urn') urn: string): object {
    return this.discovery.schema(request, urn);
  }
}
