import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../common/access/access.decorators.js';
import { ProviderDto } from './oidc/oidc.dto.js';
import { SignInWays } from './sign-in-ways.service.js';

@ApiTags('auth')
@Controller('api/auth/providers')
export class ProvidersController {
  constructor(private readonly ways: SignInWays) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Ways to sign in', description: 'In the order of the sign-in page.' })
  @ApiOkResponse({ type: [ProviderDto] })
  list(@Req() request: FastifyRequest): Promise<ProviderDto[]> {
    return this.ways.offered(request);
  }
}
