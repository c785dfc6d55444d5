import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import {
  ScheduleCreateDto,
  ScheduleDto,
  ScheduleRunDto,
  ScheduleTimesDto,
  ScheduleTimesQueryDto,
  ScheduleUpdateDto,
} from './schedule.dto.js';
import { ScheduleService } from './schedule.service.js';

@ApiTags('chat')
@Controller('api/chat/schedules')
export class ScheduleController {
  constructor(private readonly schedules: ScheduleService) {}

  @Get()
  @Roles('user')
  @ApiOperation({ summary: 'Your scheduled prompts' })
  @ApiOkResponse({ type: [ScheduleDto] })
  list(@CurrentPrincipal() caller: Principal): Promise<ScheduleDto[]> {
    return this.schedules.list(caller);
  }

  @Get('times')
  @Roles('user')
  @ApiOperation({ summary: 'When a cron expression is due next' })
  @ApiOkResponse({ type: ScheduleTimesDto })
  @ApiProblems([400, 'The times cannot be read, never come, or come too often'])
  times(@Query() times: ScheduleTimesQueryDto): ScheduleTimesDto {
    return this.schedules.times(times);
  }

  @Post()
  @Roles('user')
  @ApiOperation({ summary: 'Ask a prompt at set times', description: 'Each answer is an ordinary thread of yours.' })
  @ApiCreatedResponse({ type: ScheduleDto })
  @ApiProblems(
    [400, 'Invalid fields or times'],
    [404, 'You have no such preset'],
    [409, 'You have too many'],
    [413, 'The prompt is too long'],
  )
  create(@CurrentPrincipal() caller: Principal, @Body() body: ScheduleCreateDto): Promise<ScheduleDto> {
    return this.schedules.create(caller, body);
  }

  @Patch(':schedule_id')
  @Roles('user')
  @ApiOperation({ summary: 'Change, pause or resume a scheduled prompt' })
  @ApiOkResponse({ type: ScheduleDto })
  @ApiProblems(
    [400, 'Invalid fields or times'],
    [404, 'You have no such schedule or preset'],
    [413, 'The prompt is too long'],
  )
  update(
    @CurrentPrincipal() caller: Principal,
    @Param('schedule_id', IdPipe) id: string,
    @Body() body: ScheduleUpdateDto,
  ): Promise<ScheduleDto> {
    return this.schedules.update(caller, id, body);
  }

  @Delete(':schedule_id')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a scheduled prompt', description: 'Its threads stay.' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'You have no such schedule'])
  remove(@CurrentPrincipal() caller: Principal, @Param('schedule_id', IdPipe) id: string): Promise<void> {
    return this.schedules.remove(caller, id);
  }

  @Post(':schedule_id/run')
  @Roles('user')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask a scheduled prompt now' })
  @ApiAcceptedResponse({ type: ScheduleRunDto })
  @ApiProblems(
    [404, 'You have no such schedule'],
    [409, 'Its thread is still answering'],
    [429, 'Too many answers or tokens of this account'],
  )
  run(
    @CurrentPrincipal() caller: Principal,
    @Param('schedule_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<ScheduleRunDto> {
    return this.schedules.run(caller, id, request.id);
  }
}
