import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Model } from './model.entity.js';
import { ModelCatalog } from './model-catalog.js';
import { ModelRepository } from './model.repository.js';
import { ModelSpeed } from './model-speed.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Model])],
  controllers: [ModelsController],
  providers: [ModelCatalog, ModelRepository, ModelSpeed, ModelsService],
  exports: [ModelCatalog, ModelSpeed, ModelsService],
})
export class ModelsModule {}
