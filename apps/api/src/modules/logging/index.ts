export type { LogEntry } from './log.entity.js';
export type { LogFilter } from './log.repository.js';
export { LogService, type AuditEvent } from './log.service.js';
export { LoggingModule } from './logging.module.js';
