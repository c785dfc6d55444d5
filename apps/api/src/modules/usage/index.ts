export { QuotaRepository } from './quota.repository.js';
export { Quotas } from './quotas.js';
export { UsageLedger } from './usage.ledger.js';
export { UsageLimits, type Asker } from './usage.limits.js';
export { UsageModule } from './usage.module.js';
export { USAGE_GROUPS, UsageRepository, type UsageGroup } from './usage.repository.js';
