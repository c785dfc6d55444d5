import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { IdPipe } from '../../../common/http/validation.js';
import { PushStateDto, SubscribeDto } from './push.dto.js';
import { PushService } from './push.service.js';

@ApiTags('chat')
@Controller('api/chat/push')
export class PushController {
  constructor(private readonly push: PushService) {}

  @Get()
  @Roles('user')
  @ApiOperation({ summary: 'Your devices that are told when an answer is ready' })
  @ApiOkResponse({ type: PushStateDto })
  state(@CurrentPrincipal() caller: Principal): Promise<PushStateDto> {
    return this.push.state(caller);
  }

  @Put()
  @Roles('user')
  @ApiOperation({
    summary: 'Tell this device when an answer is ready',
    description:
      'Up to 10 devices, each until its session ends. Sent only for an answer that took its time and that no page of ' +
      'yours was watching; the message never has the text of a chat.',
  })
  @ApiOkResponse({ type: PushStateDto })
  @ApiProblems([400, 'Invalid fields, or not an address of a public push service'], [409, 'You have 10 devices'])
  subscribe(@CurrentPrincipal() caller: Principal, @Body() body: SubscribeDto): Promise<PushStateDto> {
    return this.push.subscribe(caller, body);
  }

  @Delete(':device_id')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({ summary: 'Tell one of your devices nothing any more' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'You have no such device'])
  remove(@CurrentPrincipal() caller: Principal, @Param('device_id', IdPipe) id: string): Promise<void> {
    return this.push.remove(caller, id);
  }
}
