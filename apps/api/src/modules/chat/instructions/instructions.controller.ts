import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { InstructionsDto } from './instructions.dto.js';
import { InstructionsRepository } from './instructions.repository.js';

@ApiTags('chat')
@Controller('api/chat/instructions')
export class InstructionsController {
  constructor(private readonly instructions: InstructionsRepository) {}

  @Get()
  @Roles('user')
  @ApiOperation({
    summary: 'Your instructions for every chat',
    description:
      'They go to the model before the question, after the system prompt. Temporary chats and API keys leave them out.',
  })
  @ApiOkResponse({ type: InstructionsDto })
  read(@CurrentPrincipal() caller: Principal): Promise<InstructionsDto> {
    return this.instructions.find(caller.userId);
  }

  @Put()
  @Roles('user')
  @ApiOperation({
    summary: 'Change your instructions for every chat',
    description: 'They hold from the next answer on.',
  })
  @ApiOkResponse({ type: InstructionsDto })
  @ApiProblems([400, 'Invalid fields'])
  save(@CurrentPrincipal() caller: Principal, @Body() body: InstructionsDto): Promise<InstructionsDto> {
    return this.instructions.save(caller.userId, body);
  }
}
