import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ChatModule } from '../chat/index.js';
import { LoggingModule } from '../logging/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { ActivityController } from './activity.controller.js';
import { ActivityService } from './activity.service.js';
import { CacheController } from './cache.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { AdminModelsController } from './admin-models.controller.js';
import { LogStream } from './logs/log-stream.js';
import { LogsController } from './logs/logs.controller.js';
import { LogsService } from './logs/logs.service.js';
import { SettingsController } from './settings.controller.js';
import { SqlController } from './sql.controller.js';
import { SqlService } from './sql.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [AuthModule, ChatModule, LoggingModule, ModelsModule, SettingsModule],
  controllers: [ActivityController, AdminModelsController, AuditController, CacheController, LogsController, SettingsController, SqlController, UsersController],
  providers: [ActivityService, LogStream, LogsService, SqlService, UsersService],
})
export class AdminModule {}
