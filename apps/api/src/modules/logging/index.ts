export { AUDIT_RESULTS, type AuditEntry, type AuditResult } from './audit-entry.entity.js';
export { AUDIT_FACET_FIELDS, type AuditFacetField, type AuditFilter } from './audit.repository.js';
export { AuditService } from './audit.service.js';
export { CHATS_READ, type ChatAccess } from './chat-access.js';
export { LogEntry } from './log.entity.js';
export { FACET_FIELDS, type FacetField } from './log-figures.repository.js';
export { LOG_LEVELS, type LogFilter, type LogLevel } from './log.filter.js';
export { LogService } from './log.service.js';
export { LoggingModule } from './logging.module.js';
