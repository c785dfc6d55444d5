import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../common/access/access.decorators.js';
import { ProviderDto } from './oidc/oidc.dto.js';
import { Providers } from './oidc/providers.service.js';
import { ProxySignIn } from './proxy/proxy-sign-in.service.js';

@ApiTags('auth')
@Controller('api/auth/providers')
export class ProvidersController {
  constructor(
    private readonly providers: Providers,
    private readonly proxy: ProxySignIn,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Ways to sign in', description: 'In the order of the sign-in page.' })
  @ApiOkResponse({ type: [ProviderDto] })
  async list(@Req() request: FastifyRequest): Promise<ProviderDto[]> {
    return [...this.proxy.offered(request), ...(await this.providers.offered())];
  }
}
