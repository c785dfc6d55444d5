import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../common/principal.js';
import { Caller, Problems, Roles } from '../../auth/index.js';
import { UsageReportDto, UsageQueryDto } from './usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('developer')
@Controller('api/developer/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @Roles('developer')
  @ApiOperation({ summary: 'What you and your keys used', description: 'The chat counts too: its rows have no key.' })
  @ApiOkResponse({ type: UsageReportDto })
  @Problems([400, 'A day that is none, or an unknown group'])
  report(@Caller() caller: Principal, @Query() query: UsageQueryDto): Promise<UsageReportDto> {
    return this.usage.report(caller.userId, query);
  }
}
