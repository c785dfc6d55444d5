import { Body, Controller, Get, Put, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { PrincipalCache } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { SettingsService } from '../../settings/index.js';
import { SettingsDto } from './settings.dto.js';

@ApiTags('admin')
@Controller('api/admin/settings')
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly principals: PrincipalCache,
    private readonly log: LogService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'All settings, each with the source of its value' })
  @ApiOkResponse({ type: SettingsDto })
  async list(): Promise<SettingsDto> {
    return { settings: await this.settings.list(), environment: this.settings.environment() };
  }

  @Put()
  @Roles('admin')
  @ApiOperation({ summary: 'Change settings', description: 'All or nothing: one bad value changes none.' })
  @ApiBody({
    schema: {
      type: 'object',
      additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
      example: { registration_mode: 'approval' },
    },
  })
  @ApiOkResponse({ type: SettingsDto })
  @ApiProblems([400, 'An unknown setting, or a value that it does not accept'])
  async update(
    @CurrentPrincipal() caller: Principal,
    @Body() values: unknown,
    @Req() request: FastifyRequest,
  ): Promise<SettingsDto> {
    const settings = await this.settings.change(values, caller.userId, (manager) =>
      this.log.audit(request, { action: 'settings.changed', metadata: values as Record<string, unknown> }, manager),
    );
    // Whether somebody must have a second factor is part of the principal.
    this.principals.forgetAll();
    return { settings, environment: this.settings.environment() };
  }
}
