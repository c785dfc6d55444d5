import { Body, Controller, Get, Put, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { AdminTermsDto, PublishTermsDto } from './admin-terms.dto.js';
import { AdminTermsService } from './admin-terms.service.js';

@ApiTags('admin')
@Controller('api/admin/terms')
export class AdminTermsController {
  constructor(private readonly terms: AdminTermsService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'The terms of use, and how many have accepted them' })
  @ApiOkResponse({ type: AdminTermsDto })
  read(): Promise<AdminTermsDto> {
    return this.terms.read();
  }

  @Put()
  @Roles('admin')
  @ApiOperation({
    summary: 'Publish terms of use',
    description:
      'Another text is a new version, which everybody has to accept again. With the same text only `required` ' +
      'changes, and who has accepted it has accepted it.',
  })
  @ApiOkResponse({ type: AdminTermsDto })
  @ApiProblems([400, 'Invalid fields, or nothing that could be accepted'])
  publish(
    @CurrentPrincipal() caller: Principal,
    @Body() body: PublishTermsDto,
    @Req() request: FastifyRequest,
  ): Promise<AdminTermsDto> {
    return this.terms.publish(request, caller, body);
  }
}
