// The contract's types by the names that the screens use for them.
export type {
  ApiKeyDto as ApiKey,
  CacheStatusDto as CacheStatus,
  LogDto as LogEntry,
  MessageDto as Message,
  ModelDto as Model,
  NewApiKeyDto as CreatedApiKey,
  PresetDto as Preset,
  SessionDto as LoginSession,
  SettingDto as Setting,
  SqlResultDto as QueryResult,
  TelemetryDto as Telemetry,
  ThreadDetailDto as ThreadDetail,
  ThreadDto as Thread,
  TokenDto as AuthSession,
  UserDto as User,
} from './generated/index.js';
