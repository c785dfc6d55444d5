export { SettingsModule } from './settings.module.js';
export { SettingsService, type SettingView } from './settings.service.js';
