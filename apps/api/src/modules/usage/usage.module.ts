import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SettingsModule } from '../settings/index.js';
import { WebhooksModule } from '../webhooks/index.js';
import { BudgetWarningRepository } from './budget-warning.repository.js';
import { BudgetWarnings } from './budget-warnings.js';
import { BudgetWatch } from './budget-watch.js';
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
  imports: [TypeOrmModule.forFeature([QuotaRow, UsageDay]), SettingsModule, WebhooksModule],
  controllers: [QuotaController],
  providers: [
    BudgetWarningRepository,
    BudgetWarnings,
    BudgetWatch,
    CostRepository,
    QuotaRepository,
    Quotas,
    UsageLedger,
    UsageLimits,
    UsageRepository,
  ],
  exports: [BudgetWarnings, CostRepository, QuotaRepository, Quotas, UsageLedger, UsageLimits, UsageRepository],
})
export class UsageModule {}
