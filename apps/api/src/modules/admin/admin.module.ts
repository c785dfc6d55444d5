import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/index.js';
import { ChatModule } from '../chat/index.js';
import { LoggingModule } from '../logging/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { ActivityController } from './activity.controller.js';
import { ActivityService } from './activity.service.js';
import { CacheController } from './cache.controller.js';
import { AdminModelsController } from './admin-models.controller.js';
import { SettingsController } from './settings.controller.js';
import { SqlQuery } from './sql/sql-query.entity.js';
import { SqlSavedController } from './sql/sql-saved.controller.js';
import { SqlWindow } from './sql/sql-window.entity.js';
import { SqlTrail } from './sql/sql-trail.js';
import { SqlController } from './sql/sql.controller.js';
import { SqlRepository } from './sql/sql.repository.js';
import { SqlService } from './sql/sql.service.js';
import { WriteModeService } from './sql/write-mode.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([SqlQuery, SqlWindow]), AuthModule, ChatModule, LoggingModule, ModelsModule, SettingsModule],
  controllers: [ActivityController, AdminModelsController, CacheController, SettingsController, SqlController, SqlSavedController, UsersController],
  providers: [ActivityService, SqlRepository, SqlService, SqlTrail, UsersService, WriteModeService],
})
export class AdminModule {}
