import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LogEntry } from './log.entity.js';
import { LogRepository } from './log.repository.js';
import { LogService } from './log.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([LogEntry])],
  providers: [LogRepository, LogService],
  exports: [LogService],
})
export class LoggingModule {}
