import { Initial1763870000000 } from './1763870000000-initial.js';
import { ChatHistory1764000000000 } from './1764000000000-chat-history.js';
import { Gateway1764100000000 } from './1764100000000-gateway.js';
import { Logs1764200000000 } from './1764200000000-logs.js';
import { SqlConsole1764200100000 } from './1764200100000-sql-console.js';
import { Models1764200200000 } from './1764200200000-models.js';
import { Telemetry1764200300000 } from './1764200300000-telemetry.js';
import { People1764200400000 } from './1764200400000-people.js';
import { TelemetryFiveMinutes1764200550000 } from './1764200550000-telemetry-five-minutes.js';
import { LimitsWithoutNull1764200560000 } from './1764200560000-limits-without-null.js';
import { SecondFactor1764200600000 } from './1764200600000-second-factor.js';
import { BreakGlass1764200710000 } from './1764200710000-break-glass.js';
import { Accounts1764200720000 } from './1764200720000-accounts.js';
import { StoredResponses1764200800000 } from './1764200800000-stored-responses.js';
import { LogModelCalls1764200810000 } from './1764200810000-log-model-calls.js';
import { BatchMarks1764200900000 } from './1764200900000-batch-marks.js';
import { TemporaryThreads1764200910000 } from './1764200910000-temporary-threads.js';
import { MessagesOfThreads1764200920000 } from './1764200920000-messages-of-threads.js';
import { LogCounts1764200930000 } from './1764200930000-log-counts.js';
import { LogLevels1764200940000 } from './1764200940000-log-levels.js';
import { ThreadsOfOwners1764200950000 } from './1764200950000-threads-of-owners.js';
import { ModelsFound1764200960000 } from './1764200960000-models-found.js';
import { LogConsole1764200970000 } from './1764200970000-log-console.js';
import { ChatInstructions1764201010000 } from './1764201010000-chat-instructions.js';
import { QueuedMessages1764201020000 } from './1764201020000-queued-messages.js';
import { ComparedAnswers1764201030000 } from './1764201030000-compared-answers.js';
import { SavedQueries1764201050000 } from './1764201050000-saved-queries.js';
import { Push1764201060000 } from './1764201060000-push.js';
import { Backends1764201070000 } from './1764201070000-backends.js';
import { Fallbacks1764201071000 } from './1764201071000-fallbacks.js';
import { Batches1764201080000 } from './1764201080000-batches.js';
import { Schedules1764201081000 } from './1764201081000-schedules.js';
import { NightBounds1764201082000 } from './1764201082000-night-bounds.js';
import { ScheduleTries1764201083000 } from './1764201083000-schedule-tries.js';
import { Groups1764201090000 } from './1764201090000-groups.js';
import { Oidc1764201100000 } from './1764201100000-oidc.js';
import { Scim1764201120000 } from './1764201120000-scim.js';
import { Announcements1764201130000 } from './1764201130000-announcements.js';
import { Terms1764201131000 } from './1764201131000-terms.js';
import { MonthsOfKeys1764201132000 } from './1764201132000-months-of-keys.js';
import { Ldap1764201140000 } from './1764201140000-ldap.js';
import { ProxyGroups1764201145000 } from './1764201145000-proxy-groups.js';
import { ScimPerson1764201146000 } from './1764201146000-scim-person.js';
import { Costs1764201150000 } from './1764201150000-costs.js';
import { Webhooks1764201151000 } from './1764201151000-webhooks.js';
import { BudgetWarnings1764201152000 } from './1764201152000-budget-warnings.js';
import { SessionOrigins1764201160000 } from './1764201160000-session-origins.js';
import { UndecidedGroups1764201165000 } from './1764201165000-undecided-groups.js';
import { Files1764201180000 } from './1764201180000-files.js';
import { FileUploads1764201181000 } from './1764201181000-file-uploads.js';
import { FileIndex1764201183000 } from './1764201183000-file-index.js';
import { Shares1764201190000 } from './1764201190000-shares.js';

/** In the order in which they run. Never edit a released migration: add a new one. */
export const MIGRATIONS = [
  Initial1763870000000,
  ChatHistory1764000000000,
  Gateway1764100000000,
  Logs1764200000000,
  SqlConsole1764200100000,
  Models1764200200000,
  Telemetry1764200300000,
  People1764200400000,
  TelemetryFiveMinutes1764200550000,
  LimitsWithoutNull1764200560000,
  SecondFactor1764200600000,
  BreakGlass1764200710000,
  Accounts1764200720000,
  StoredResponses1764200800000,
  LogModelCalls1764200810000,
  BatchMarks1764200900000,
  TemporaryThreads1764200910000,
  MessagesOfThreads1764200920000,
  LogCounts1764200930000,
  LogLevels1764200940000,
  ThreadsOfOwners1764200950000,
  ModelsFound1764200960000,
  LogConsole1764200970000,
  ChatInstructions1764201010000,
  QueuedMessages1764201020000,
  ComparedAnswers1764201030000,
  SavedQueries1764201050000,
  Push1764201060000,
  Backends1764201070000,
  Fallbacks1764201071000,
  Batches1764201080000,
  Schedules1764201081000,
  NightBounds1764201082000,
  ScheduleTries1764201083000,
  Groups1764201090000,
  Oidc1764201100000,
  Scim1764201120000,
  Announcements1764201130000,
  Terms1764201131000,
  MonthsOfKeys1764201132000,
  Ldap1764201140000,
  ProxyGroups1764201145000,
  ScimPerson1764201146000,
  Costs1764201150000,
  Webhooks1764201151000,
  BudgetWarnings1764201152000,
  SessionOrigins1764201160000,
  UndecidedGroups1764201165000,
  Files1764201180000,
  FileUploads1764201181000,
  FileIndex1764201183000,
  Shares1764201190000,
];
