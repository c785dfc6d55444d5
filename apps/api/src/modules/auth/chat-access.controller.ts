import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import type { Principal } from '../../common/access/principal.js';
import type { ChatAccess } from '../logging/index.js';
import { AuthService } from './auth.service.js';

const WAYS = ['sql', 'backup', 'restore'] as const;

class ChatAccessDto implements ChatAccess {
  @ApiProperty({ format: 'date-time' })
  at: Date;

  @ApiProperty({ example: 'admin', description: 'Who read, by the name of that time' })
  reader: string;

  @ApiProperty({ type: String, nullable: true, example: 'Ticket 4711: looking for a lost answer' })
  reason: string | null;

  @ApiProperty({
    enum: WAYS,
    description:
      '`sql`: a statement of the SQL console that reads chats; `backup`: a download of the whole database; ' +
      '`restore`: a backup replaced everything',
  })
  how: (typeof WAYS)[number];
}

@ApiTags('auth')
@Controller('api/auth/me')
export class ChatAccessController {
  constructor(private readonly auth: AuthService) {}

  @Get('access')
  @Roles('user')
  @ApiOperation({
    summary: 'Who could read your chats',
    description:
      'The newest 200 times since your account exists that somebody read chats past their own pages, with the reason ' +
      'they gave. PostgreSQL does not say whose rows a statement read, so everybody whose chats it could read sees it.',
  })
  @ApiOkResponse({ type: [ChatAccessDto] })
  list(@CurrentPrincipal() caller: Principal): Promise<ChatAccessDto[]> {
    return this.auth.chatAccesses(caller);
  }
}
