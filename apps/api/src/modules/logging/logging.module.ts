import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RedisLink } from '../../common/redis/redis-link.js';
import { SettingsModule } from '../settings/index.js';
import { AuditEntry } from './audit-entry.entity.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { LogCount } from './log-count.entity.js';
import { LogEntry } from './log.entity.js';
import { LogFiguresRepository } from './log-figures.repository.js';
import { LogRetentionService } from './log-retention.service.js';
import { LogPartitionRepository } from './log-partition.repository.js';
import { LogRelay, OwnLinesOnly, RedisLogRelay } from './log-relay.js';
import { LogRepository } from './log.repository.js';
import { LogSearchRepository } from './log-search.repository.js';
import { LogService } from './log.service.js';

@Module({
  imports: [SettingsModule, TypeOrmModule.forFeature([LogEntry, LogCount, AuditEntry])],
  providers: [
    AuditRepository,
    AuditService,
    LogFiguresRepository,
    LogRetentionService,
    LogPartitionRepository,
    LogRepository,
    LogSearchRepository,
    LogService,
    {
      provide: LogRelay,
      // Commands of the operator have none.
      inject: [{ token: RedisLink, optional: true }],
      useFactory: (link: RedisLink | undefined) => (link ? new RedisLogRelay(link) : new OwnLinesOnly()),
    },
  ],
  exports: [AuditService, LogService],
})
export class LoggingModule {}
