import { Controller, Delete, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Roles } from '../../../common/access/access.decorators.js';
import { ShareService } from '../../chat/index.js';

class AdminSharesDto {
  @ApiProperty({ description: 'Shares for anyone who has the link, whether or not such links answer now' })
  public: number;
}

class RevokedSharesDto {
  @ApiProperty({ example: 12, description: 'Number of shares that have ended now' })
  revoked: number;
}

/** What people share with everybody. Which chats these are stays theirs. */
@ApiTags('admin')
@Controller('api/admin/shares')
export class AdminSharesController {
  constructor(private readonly shares: ShareService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'How many chats are shared with anyone who has the link' })
  @ApiOkResponse({ type: AdminSharesDto })
  async count(): Promise<AdminSharesDto> {
    return { public: await this.shares.countPublic() };
  }

  @Delete('public')
  @Roles('admin')
  @ApiOperation({ summary: 'Revoke all shares for anyone who has the link', description: 'For good, at once.' })
  @ApiOkResponse({ type: RevokedSharesDto })
  async revokePublic(@Req() request: FastifyRequest): Promise<RevokedSharesDto> {
    return { revoked: await this.shares.revokePublic(request) };
  }
}
