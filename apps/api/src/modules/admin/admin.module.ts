import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ChatModule } from '../chat/index.js';
import { LoggingModule } from '../logging/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { UsageModule } from '../usage/index.js';
import { ActivityController } from './activity.controller.js';
import { ActivityService } from './activity.service.js';
import { CacheController } from './cache.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { LogStream } from './logs/log-stream.js';
import { LogsController } from './logs/logs.controller.js';
import { LogsService } from './logs/logs.service.js';
import { AdminModelsController } from './models/admin-models.controller.js';
import { AdminModelsService } from './models/admin-models.service.js';
import { DiscoverService } from './models/discover.service.js';
import { ModelPullsController } from './models/model-pulls.controller.js';
import { ModelPullsService } from './models/model-pulls.service.js';
import { ModelUsesRepository } from './models/model-uses.repository.js';
import { SettingsController } from './settings.controller.js';
import { SqlController } from './sql.controller.js';
import { SqlService } from './sql.service.js';
import { InvitesController } from './users/invites.controller.js';
import { UserAccessController } from './users/user-access.controller.js';
import { UserAccessService } from './users/user-access.service.js';
import { UserListRepository } from './users/user-list.repository.js';
import { UsersController } from './users/users.controller.js';
import { UsersService } from './users/users.service.js';

@Module({
  imports: [AuthModule, ChatModule, LoggingModule, ModelsModule, SettingsModule, UsageModule],
  controllers: [ActivityController, AdminModelsController, AuditController, CacheController, InvitesController, LogsController, ModelPullsController, SettingsController, SqlController, UserAccessController, UsersController],
  providers: [ActivityService, AdminModelsService, DiscoverService, LogStream, LogsService, ModelPullsService, ModelUsesRepository, SqlService, UserAccessService, UserListRepository, UsersService],
})
export class AdminModule {}
