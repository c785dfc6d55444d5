import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SettingsModule } from '../settings/index.js';
import { AuditEntry } from './audit-entry.entity.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { LogCount } from './log-count.entity.js';
import { LogEntry } from './log.entity.js';
import { LogFiguresRepository } from './log-figures.repository.js';
import { LogRetentionService } from './log-retention.service.js';
import { LogPartitionRepository } from './log-partition.repository.js';
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
  ],
  exports: [AuditService, LogService],
})
export class LoggingModule {}
