import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { CostQueryDto, CostReportDto } from './costs.dto.js';
import { CostsService } from './costs.service.js';

@ApiTags('admin')
@Controller('api/admin/costs')
export class CostsController {
  constructor(private readonly costs: CostsService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    summary: 'What was used and what it has cost, by model, person, API key or group',
    description:
      'At the prices that the models had when they were used. Answers from the cache cost nothing. A person in ' +
      'several groups counts in each of them that allows the model.',
  })
  @ApiOkResponse({ type: CostReportDto })
  @ApiProblems([400, 'Not a valid day'])
  report(@Query() query: CostQueryDto): Promise<CostReportDto> {
    return this.costs.report(query);
  }

  @Get('export')
  @Roles('admin')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="costs.csv"')
  @ApiOperation({ summary: 'The same as CSV, with up to 100,000 rows' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems([400, 'Not a valid day'])
  export(@Query() query: CostQueryDto): Promise<StreamableFile> {
    return this.costs.export(query);
  }
}
