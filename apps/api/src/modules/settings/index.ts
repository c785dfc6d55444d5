export { SettingsModule } from './settings.module.js';
export { SettingsService } from './settings.service.js';
export { CACHE_SCOPES, type CacheScope } from './settings.js';
