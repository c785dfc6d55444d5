import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { UsageReportDto, UsageQueryDto } from './usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('developer')
@Controller('api/developer/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @Roles('developer')
  @ApiOperation({
    summary: 'Usage of your account and your keys',
    description: 'Includes the chat, whose rows have no key.',
  })
  @ApiOkResponse({ type: UsageReportDto })
  @ApiProblems([400, 'Not a valid day, or an unknown group'])
  report(@CurrentPrincipal() caller: Principal, @Query() query: UsageQueryDto): Promise<UsageReportDto> {
    return this.usage.report(caller.userId, query);
  }
}
