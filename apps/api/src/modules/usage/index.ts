export { UsageLedger } from './usage.ledger.js';
export { UsageModule } from './usage.module.js';
export { USAGE_GROUPS, UsageRepository, type UsageGroup } from './usage.repository.js';
