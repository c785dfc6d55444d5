import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
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
  imports: [TypeOrmModule.forFeature([Model, ModelPull])],
  controllers: [ModelsController],
  providers: [ModelCatalog, ModelRepository, ModelMeasures, ModelsService, PullRepository, PullsService],
  exports: [ModelCatalog, ModelMeasures, ModelsService, PullsService],
})
export class ModelsModule {}
