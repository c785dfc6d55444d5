import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { TelemetryDto } from './telemetry.dto.js';
import { TelemetryQueryDto } from './telemetry-query.dto.js';
import { ActivityService } from './activity.service.js';

@ApiTags('admin')
@Controller('api/admin')
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  @Get('telemetry')
  @Roles('admin')
  @ApiOperation({
    summary: 'Usage and health of the installation',
    description:
      'Totals, and for a time range a series of at most 300 points with tables by model and by user. ' +
      '`null` in a point means that nothing was measured, which is not zero.',
  })
  @ApiOkResponse({ type: TelemetryDto })
  @ApiProblems([400, 'The range is not valid'])
  telemetry(@Query() query: TelemetryQueryDto): Promise<TelemetryDto> {
    return this.activity.telemetry(query);
  }
}
