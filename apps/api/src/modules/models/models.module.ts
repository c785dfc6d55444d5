import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SecretBox } from '../../common/secret-box.js';
import { BackendPool } from './backends/backend-pool.js';
import { Backend } from './backends/backend.entity.js';
import { BackendRepository } from './backends/backend.repository.js';
import { BackendsService } from './backends/backends.service.js';
import { Model } from './model.entity.js';
import { ModelCatalog } from './model-catalog.js';
import { ModelRepository } from './model.repository.js';
import { ModelMeasures } from './model-measures.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { ModelPull } from './pulls/model-pull.entity.js';
import { PullRepository } from './pulls/pull.repository.js';
import { PullsService } from './pulls/pulls.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Backend, Model, ModelPull])],
  controllers: [ModelsController],
  providers: [
    BackendPool,
    BackendRepository,
    BackendsService,
    ModelCatalog,
    ModelRepository,
    ModelMeasures,
    ModelsService,
    PullRepository,
    PullsService,
    SecretBox,
  ],
  exports: [BackendPool, BackendsService, ModelCatalog, ModelMeasures, ModelsService, PullsService],
})
export class ModelsModule {}
