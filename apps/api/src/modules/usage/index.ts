export { BudgetWarnings, type NearBudget } from './budget-warnings.js';
export { COST_GROUPS, CostRepository, type CostGroup, type CostRow } from './cost.repository.js';
export { QuotaRepository } from './quota.repository.js';
export { Quotas } from './quotas.js';
export { UsageLedger } from './usage.ledger.js';
export { UsageLimits, type Admission, type Asker } from './usage.limits.js';
export { UsageModule } from './usage.module.js';
export { USAGE_GROUPS, UsageRepository, type UsageGroup } from './usage.repository.js';
