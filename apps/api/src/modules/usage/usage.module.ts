import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsageDay } from './usage-day.entity.js';
import { UsageLedger } from './usage.ledger.js';
import { UsageRepository } from './usage.repository.js';

@Module({ imports: [TypeOrmModule.forFeature([UsageDay])], providers: [UsageLedger, UsageRepository], exports: [UsageLedger, UsageRepository] })
export class UsageModule {}
