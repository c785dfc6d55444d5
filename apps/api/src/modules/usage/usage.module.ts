import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsageDay } from './usage-day.entity.js';
import { UsageLedger } from './usage.ledger.js';
import { UsageLimits } from './usage.limits.js';
import { UsageRepository } from './usage.repository.js';

@Module({ imports: [TypeOrmModule.forFeature([UsageDay])], providers: [UsageLedger, UsageLimits, UsageRepository], exports: [UsageLedger, UsageLimits, UsageRepository] })
export class UsageModule {}
