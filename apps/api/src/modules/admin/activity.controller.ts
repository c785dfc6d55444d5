import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problems, Roles } from '../auth/index.js';
import { LogPageDto, LogQueryDto, TelemetryDto } from './log.dto.js';
import { ActivityService } from './activity.service.js';

@ApiTags('admin')
@Controller('api/admin')
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  @Get('logs')
  @Roles('admin')
  @ApiOperation({ summary: 'Requests and audited events, newest first' })
  @ApiOkResponse({ type: LogPageDto })
  @Problems([400, 'A filter that is not valid'])
  logs(@Query() query: LogQueryDto): Promise<LogPageDto> {
    return this.activity.logs(query);
  }

  @Get('telemetry')
  @Roles('admin')
  @ApiOperation({ summary: 'How the installation is used' })
  @ApiOkResponse({ type: TelemetryDto })
  telemetry(): Promise<TelemetryDto> {
    return this.activity.telemetry();
  }
}
