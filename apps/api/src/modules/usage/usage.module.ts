import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SettingsModule } from '../settings/index.js';
import { CostRepository } from './cost.repository.js';
import { QuotaController } from './quota.controller.js';
import { QuotaRow } from './quota.entity.js';
import { QuotaRepository } from './quota.repository.js';
import { Quotas } from './quotas.js';
import { UsageDay } from './usage-day.entity.js';
import { UsageLedger } from './usage.ledger.js';
import { UsageLimits } from './usage.limits.js';
import { UsageRepository } from './usage.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([QuotaRow, UsageDay]), SettingsModule],
  controllers: [QuotaController],
  providers: [CostRepository, QuotaRepository, Quotas, UsageLedger, UsageLimits, UsageRepository],
  exports: [CostRepository, QuotaRepository, Quotas, UsageLedger, UsageLimits, UsageRepository],
})
export class UsageModule {}
