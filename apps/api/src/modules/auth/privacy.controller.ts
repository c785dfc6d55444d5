import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import type { Principal } from '../../common/access/principal.js';
import type { ChatAccess } from '../logging/index.js';
import { CACHE_SCOPES, type CacheScope } from '../settings/index.js';
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

class RetentionDto {
  @ApiProperty({ example: 0, description: 'Days after which an unused chat is deleted; 0 keeps chats until deleted' })
  chat_days: number;

  @ApiProperty({ example: 90, description: 'Days for which lines of the request log are kept; 0 keeps them for ever' })
  log_days: number;

  @ApiProperty({ example: 86_400, description: 'Seconds for which an answer stays in the cache; 0: there is no cache' })
  cache_seconds: number;

  @ApiProperty({
    enum: CACHE_SCOPES,
    description: 'Who may get a cached answer: everybody who asks the same (`shared`), or who asked before (`user`)',
  })
  cache_scope: CacheScope;
}

/** What a person may know about who sees their chats, and for how long they are kept. */
@ApiTags('auth')
@Controller('api/auth/me')
export class PrivacyController {
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
  access(@CurrentPrincipal() caller: Principal): Promise<ChatAccessDto[]> {
    return this.auth.chatAccesses(caller);
  }

  @Get('retention')
  @Roles('user')
  @ApiOperation({
    summary: 'How long what is kept',
    description: 'As the administrator has set it. Temporary chats are deleted after a day, and pinned ones never.',
  })
  @ApiOkResponse({ type: RetentionDto })
  retention(): Promise<RetentionDto> {
    return this.auth.retention();
  }
}
