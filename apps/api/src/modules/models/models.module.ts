import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Model } from './model.entity.js';
import { ModelCatalog } from './model-catalog.js';
import { ModelRepository } from './model.repository.js';
import { ModelMeasures } from './model-measures.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Model])],
  controllers: [ModelsController],
  providers: [ModelCatalog, ModelRepository, ModelMeasures, ModelsService],
  exports: [ModelCatalog, ModelMeasures, ModelsService],
})
export class ModelsModule {}
