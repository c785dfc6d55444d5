import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import { ModelDto } from './model.dto.js';
import { ModelsService } from './models.service.js';

@ApiTags('models')
@Controller('api/models')
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  @Get()
  @Roles('user', { scope: 'models' })
  @ApiOperation({
    summary: 'The models you may use',
    description: 'Models with `available: false` are enabled, but no backend has them now.',
  })
  @ApiOkResponse({ type: [ModelDto] })
  list(@CurrentPrincipal() caller: Principal): Promise<ModelDto[]> {
    return this.models.list(caller);
  }
}
