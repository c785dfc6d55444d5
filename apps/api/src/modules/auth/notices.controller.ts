import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import type { Principal } from '../../common/access/principal.js';
import { NOTICE_KINDS, type AccountNotice } from '../logging/index.js';
import { AuthService } from './auth.service.js';
import { SessionService } from './session.service.js';

class AccountNoticeDto implements AccountNotice {
  @ApiProperty({ format: 'date-time' })
  at: Date;

  @ApiProperty({ enum: NOTICE_KINDS, enumName: 'NoticeKind' })
  kind: AccountNotice['kind'];

  @ApiProperty({ example: 'admin', description: 'Who changed it, by the name of that time' })
  actor: string;

  @ApiProperty({ type: String, nullable: true })
  ip_address: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ada@example.org', description: 'Old name, address or role' })
  from: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'New name, address or role' })
  to: string | null;
}

@ApiTags('auth')
@Controller('api/auth/me/notices')
export class NoticesController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionService,
  ) {}

  @Get()
  @Roles('user')
  @ApiOperation({
    summary: 'Changes of your account that this device was not told',
    description: 'The newest 20 changes of how the account signs in that another device or an admin made.',
  })
  @ApiOkResponse({ type: [AccountNoticeDto] })
  list(@CurrentPrincipal() caller: Principal): Promise<AccountNoticeDto[]> {
    return this.auth.notices(caller);
  }

  @Post('seen')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({ summary: 'Dismiss these notices on this device' })
  @ApiNoContentResponse()
  async seen(@CurrentPrincipal() caller: Principal): Promise<void> {
    await this.sessions.markNoticesSeen(caller.sessionId!);
  }
}
