import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/index.js';
import { ChatModule } from '../chat/index.js';
import { DeveloperModule } from '../developer/index.js';
import { InferenceModule } from '../inference/index.js';
import { KnowledgeModule } from '../knowledge/index.js';
import { LoggingModule } from '../logging/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { TelemetryModule } from '../telemetry/index.js';
import { UsageModule } from '../usage/index.js';
import { AdminTermsController } from './terms/admin-terms.controller.js';
import { AdminTermsService } from './terms/admin-terms.service.js';
import { ActivityController } from './telemetry/activity.controller.js';
import { ActivityService } from './telemetry/activity.service.js';
import { BudgetsController } from './telemetry/budgets.controller.js';
import { CostsController } from './telemetry/costs.controller.js';
import { CostsService } from './telemetry/costs.service.js';
import { WebhooksModule } from '../webhooks/index.js';
import { AdminWebhooksService } from './webhooks/admin-webhooks.service.js';
import { BackendWatch } from './webhooks/backend-watch.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { AnnouncementRepository } from './announcements/announcement.repository.js';
import {
  AnnouncementsController,
  BannersController,
  DismissalsController,
} from './announcements/announcements.controller.js';
import { AnnouncementsService } from './announcements/announcements.service.js';
import { AdminBackendsService } from './backends/admin-backends.service.js';
import { BackendsController } from './backends/backends.controller.js';
import { BackupController } from './backup/backup.controller.js';
import { BackupRepository } from './backup/backup.repository.js';
import { BackupService } from './backup/backup.service.js';
import { UploadSpool } from '../../common/http/upload-spool.js';
import { CacheAdminService } from './cache/cache-admin.service.js';
import { CacheController } from './cache/cache.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { DatabaseChecks } from './doctor/database-checks.js';
import { DirectoryChecks } from './doctor/directory-checks.js';
import { DoctorController } from './doctor/doctor.controller.js';
import { DoctorRepository } from './doctor/doctor.repository.js';
import { DoctorService } from './doctor/doctor.service.js';
import { SearchCheck } from './doctor/search-check.js';
import { AdminGroupsService } from './groups/admin-groups.service.js';
import { GroupsController } from './groups/groups.controller.js';
import { RightsService } from './groups/rights.service.js';
import { DirectorySyncService } from './ldap/directory-sync.service.js';
import { DirectorySyncWorker } from './ldap/directory-sync.worker.js';
import { LogStream } from './logs/log-stream.js';
import { LogsController } from './logs/logs.controller.js';
import { LogsService } from './logs/logs.service.js';
import { AdminModelsController } from './models/admin-models.controller.js';
import { AdminModelsService } from './models/admin-models.service.js';
import { DiscoverService } from './models/discover.service.js';
import { ModelPullsController } from './models/model-pulls.controller.js';
import { ModelPullsService } from './models/model-pulls.service.js';
import { ModelUsesRepository } from './models/model-uses.repository.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewService } from './overview/overview.service.js';
import { UpdateFeed } from './overview/update-feed.js';
import { ScimDiscovery, ScimDiscoveryController } from './scim/scim-discovery.controller.js';
import { ScimGroupsController } from './scim/scim-groups.controller.js';
import { ScimGroupsService } from './scim/scim-groups.service.js';
import { ScimUsersController } from './scim/scim-users.controller.js';
import { ScimUsersService } from './scim/scim-users.service.js';
import { AdminSharesController } from './shares/admin-shares.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { ChatSession } from './database/chat-session.entity.js';
import { SqlQuery } from './database/sql-query.entity.js';
import { SqlSavedController } from './database/sql-saved.controller.js';
import { SqlSavedRepository } from './database/sql-saved.repository.js';
import { SqlSavedService } from './database/sql-saved.service.js';
import { WriteWindow } from './database/write-window.entity.js';
import { StatementAudit } from './database/statement-audit.js';
import { SqlController } from './database/sql.controller.js';
import { SqlRepository } from './database/sql.repository.js';
import { SqlService } from './database/sql.service.js';
import { WriteModeService } from './database/write-mode.service.js';
import { BulkUsersService } from './users/bulk.service.js';
import { EraseController } from './users/erase.controller.js';
import { InvitesController } from './users/invites.controller.js';
import { UserAccessController } from './users/user-access.controller.js';
import { UserAccessService } from './users/user-access.service.js';
import { UserListRepository } from './users/user-list.repository.js';
import { UsersController } from './users/users.controller.js';
import { UsersService } from './users/users.service.js';

const sql = [SqlRepository, SqlSavedRepository, SqlSavedService, SqlService, StatementAudit, WriteModeService];
const users = [BulkUsersService, UserAccessService, UserListRepository, UsersService];
const scim = [ScimDiscovery, ScimGroupsService, ScimUsersService];
const models = [AdminModelsService, DiscoverService, ModelPullsService, ModelUsesRepository];

@Module({
  imports: [
    TypeOrmModule.forFeature([ChatSession, SqlQuery, WriteWindow]),
    AuthModule,
    ChatModule,
    DeveloperModule,
    InferenceModule,
    KnowledgeModule,
    LoggingModule,
    ModelsModule,
    SettingsModule,
    TelemetryModule,
    UsageModule,
    WebhooksModule,
  ],
  controllers: [
    ActivityController,
    AdminModelsController,
    AdminTermsController,
    AnnouncementsController,
    AuditController,
    BackendsController,
    BackupController,
    BannersController,
    BudgetsController,
    CacheController,
    CostsController,
    DismissalsController,
    DoctorController,
    GroupsController,
    InvitesController,
    LogsController,
    EraseController,
    ModelPullsController,
    OverviewController,
    ScimDiscoveryController,
    ScimGroupsController,
    ScimUsersController,
    AdminSharesController,
    SettingsController,
    SqlController,
    SqlSavedController,
    UserAccessController,
    UsersController,
    WebhooksController,
  ],
  providers: [
    ActivityService,
    AdminBackendsService,
    AdminGroupsService,
    AdminTermsService,
    AdminWebhooksService,
    AnnouncementRepository,
    AnnouncementsService,
    BackendWatch,
    BackupRepository,
    BackupService,
    CacheAdminService,
    CostsService,
    DatabaseChecks,
    DirectoryChecks,
    SearchCheck,
    DirectorySyncService,
    DirectorySyncWorker,
    DoctorRepository,
    DoctorService,
    LogStream,
    LogsService,
    OverviewService,
    RightsService,
    UpdateFeed,
    UploadSpool,
    ...models,
    ...scim,
    ...sql,
    ...users,
  ],
})
export class AdminModule {}
