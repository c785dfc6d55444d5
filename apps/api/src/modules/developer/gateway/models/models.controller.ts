import { Controller, Get, Headers, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import type { Principal } from '../../../../common/access/principal.js';
import { DomainError } from '../../../../common/errors/domain-error.js';
import { sameName } from '../../../models/index.js';
import { toAnthropicList, toAnthropicModel } from '../anthropic/anthropic-models.js';
import { GatewayService } from '../gateway.service.js';
import { MODEL_ANSWER, MODEL_LIST } from '../openai/openai.schemas.js';

/** The models, in OpenAI's format or Anthropic's: both have the same addresses. */
@ApiTags('openai')
@Controller('v1/models')
export class GatewayModelsController {
  constructor(private readonly gateway: GatewayService) {}

  @Get()
  @Roles('developer', { scope: 'models' })
  @ApiOperation({
    summary: 'The models this key may use',
    description: "In OpenAI's format; with a header `anthropic-version` in Anthropic's.",
  })
  @ApiOkResponse({ schema: MODEL_LIST })
  async models(
    @CurrentPrincipal() caller: Principal,
    @Headers('anthropic-version') anthropic: string | undefined,
  ): Promise<object> {
    const models = await this.gateway.list(caller);
    return anthropic === undefined ? { object: 'list', data: models.map(toModel) } : toAnthropicList(models);
  }

  // A model's name may contain slashes.
  @Get('*')
  @Roles('developer', { scope: 'models' })
  @ApiOperation({ summary: 'One model' })
  @ApiOkResponse({ schema: MODEL_ANSWER })
  @ApiParam({ name: 'path', description: 'Name of the model; it may contain slashes', example: 'gemma2:2b' })
  async model(
    @CurrentPrincipal() caller: Principal,
    @Param('*') name: string,
    @Headers('anthropic-version') anthropic: string | undefined,
  ): Promise<object> {
    const listed = (await this.gateway.list(caller)).find((model) => sameName(model.name, name));
    if (!listed)
      throw new DomainError(
        'model.unavailable',
        `The model ${JSON.stringify(name.slice(0, 100))} does not exist or you do not have access to it.`,
      );
    // As the caller writes it, with or without a tag.
    const found = { ...listed, name };
    return anthropic === undefined ? toModel(found) : toAnthropicModel(found);
  }
}

const toModel = ({ name, created_at, provider }: { name: string; created_at: Date; provider: string }) => ({
  id: name,
  object: 'model',
  created: Math.floor(created_at.getTime() / 1000),
  owned_by: provider,
});
