import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../auth/index.js';
import { TelemetryDto } from './telemetry.dto.js';
import { ActivityService } from './activity.service.js';

@ApiTags('admin')
@Controller('api/admin')
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  @Get('telemetry')
  @Roles('admin')
  @ApiOperation({ summary: 'How the installation is used' })
  @ApiOkResponse({ type: TelemetryDto })
  telemetry(): Promise<TelemetryDto> {
    return this.activity.telemetry();
  }
}
