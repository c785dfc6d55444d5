import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { ForkDto, MessageDto, MessageRemovedDto, MessageUpdateDto } from './message.dto.js';
import { MessageService } from './message.service.js';
import { ThreadDto } from './thread.dto.js';

@ApiTags('chat')
@Controller('api/chat/messages/:message_id')
export class MessageController {
  constructor(private readonly messages: MessageService) {}

  @Patch()
  @Roles('user', { scope: 'threads' })
  @ApiOperation({ summary: 'Change the text of a message without asking again, or rate an answer' })
  @ApiOkResponse({ type: MessageDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'You have no such message'], [409, 'It is still being generated'])
  update(
    @CurrentPrincipal() caller: Principal,
    @Param('message_id', IdPipe) id: string,
    @Body() body: MessageUpdateDto,
  ): Promise<MessageDto> {
    return this.messages.update(caller.userId, id, body);
  }

  @Delete()
  @Roles('user', { scope: 'threads' })
  @ApiOperation({ summary: 'Delete a message and all messages after it' })
  @ApiOkResponse({ type: MessageRemovedDto })
  @ApiProblems([404, 'You have no such message'], [409, 'An answer in this thread is in progress'])
  remove(@CurrentPrincipal() caller: Principal, @Param('message_id', IdPipe) id: string): Promise<MessageRemovedDto> {
    return this.messages.remove(caller.userId, id);
  }

  @Post('fork')
  @Roles('user', { scope: 'threads' })
  @ApiOperation({ summary: 'Copy the branch up to this message into a new thread' })
  @ApiCreatedResponse({ type: ThreadDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'You have no such message'], [409, 'It is still being generated'])
  fork(
    @CurrentPrincipal() caller: Principal,
    @Param('message_id', IdPipe) id: string,
    @Body() body: ForkDto,
  ): Promise<ThreadDto> {
    return this.messages.fork(caller.userId, id, body.title);
  }
}
