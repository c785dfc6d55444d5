import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../../common/access/access.decorators.js';
import { OverviewDto } from './overview.dto.js';
import { OverviewService } from './overview.service.js';

@ApiTags('admin')
@Controller('api/admin/overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    summary: 'What needs attention, the last day in figures, and who runs what now',
    description: 'The findings of the doctor are at most 15 seconds old, everything else is as of now.',
  })
  @ApiOkResponse({ type: OverviewDto })
  read(): Promise<OverviewDto> {
    return this.overview.read();
  }
}
