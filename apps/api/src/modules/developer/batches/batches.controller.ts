import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { BATCH, BATCH_LIST, BATCH_REQUEST, BatchQueryDto, readAfter, toBatch, toList } from './batches.schemas.js';
import { BatchesService } from './batches.service.js';

const ID = {
  name: 'batch_id',
  schema: { type: 'string' as const, pattern: '^batch_[0-9a-f]{32}$' },
  example: 'batch_01a224779ffd745f80d8964b1387558d',
};

/** OpenAI's Batch API. */
@ApiTags('openai')
@Controller('v1/batches')
export class OpenAiBatchesController {
  constructor(private readonly batches: BatchesService) {}

  @Post()
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Answer the requests of a file when nobody waits',
    description:
      'Its lines are answered behind everybody who waits at a screen, with the rights and within the limits that the ' +
      'key has at that time; what a limit holds up waits. For embeddings the key also needs the scope `embeddings`.',
  })
  @ApiBody({ schema: BATCH_REQUEST })
  @ApiOkResponse({ schema: BATCH })
  async create(@CurrentPrincipal() caller: Principal, @Body() body: unknown): Promise<object> {
    return toBatch(await this.batches.create(caller, body));
  }

  @Get()
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'Your batches' })
  @ApiOkResponse({ schema: BATCH_LIST })
  async list(@CurrentPrincipal() caller: Principal, @Query() { limit, after }: BatchQueryDto): Promise<object> {
    return toList(await this.batches.list(caller, { limit, after: readAfter('batch', after) }), limit, toBatch);
  }

  @Get(':batch_id')
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'A batch' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: BATCH })
  async find(@CurrentPrincipal() caller: Principal, @Param('batch_id') id: string): Promise<object> {
    return toBatch(await this.batches.find(caller, id));
  }

  @Post(':batch_id/cancel')
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a batch', description: 'What is answered by then can be fetched.' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: BATCH })
  @ApiProblems([409, 'The batch is over'])
  async cancel(@CurrentPrincipal() caller: Principal, @Param('batch_id') id: string): Promise<object> {
    return toBatch(await this.batches.cancel(caller, id));
  }
}
