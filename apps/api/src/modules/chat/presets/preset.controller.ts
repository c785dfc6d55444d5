import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { CreatePresetDto, PresetDto, UpdatePresetDto } from './preset.dto.js';
import { PresetRepository } from './preset.repository.js';

@ApiTags('chat')
@Controller('api/chat/presets')
export class PresetController {
  constructor(private readonly presets: PresetRepository) {}

  @Get()
  @Roles('user')
  @ApiOperation({ summary: 'Your presets, by name' })
  @ApiOkResponse({ type: [PresetDto] })
  list(@CurrentPrincipal() caller: Principal): Promise<PresetDto[]> {
    return this.presets.list(caller.userId);
  }

  @Post()
  @Roles('user')
  @ApiOperation({ summary: 'Save model, system prompt and options under a name' })
  @ApiCreatedResponse({ type: PresetDto })
  @ApiProblems([400, 'Invalid fields'], [409, 'You already have a preset with this name'])
  create(@CurrentPrincipal() caller: Principal, @Body() body: CreatePresetDto): Promise<PresetDto> {
    return this.presets.create(caller.userId, body);
  }

  @Patch(':preset_id')
  @Roles('user')
  @ApiOperation({ summary: 'Change a preset' })
  @ApiOkResponse({ type: PresetDto })
  @ApiProblems(
    [400, 'Invalid fields'],
    [404, 'You have no such preset'],
    [409, 'You already have a preset with this name'],
  )
  update(
    @CurrentPrincipal() caller: Principal,
    @Param('preset_id', IdPipe) id: string,
    @Body() body: UpdatePresetDto,
  ): Promise<PresetDto> {
    return this.presets.update(id, caller.userId, body);
  }

  @Delete(':preset_id')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a preset' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'You have no such preset'])
  async remove(@CurrentPrincipal() caller: Principal, @Param('preset_id', IdPipe) id: string): Promise<void> {
    await this.presets.remove(id, caller.userId);
  }
}
