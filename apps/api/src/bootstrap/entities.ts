import { BatchMarkRow } from '../database/batch-mark.entity.js';
import { Announcement, AnnouncementDismissal } from '../modules/admin/announcements/announcement.entity.js';
import { ChatSession } from '../modules/admin/database/chat-session.entity.js';
import { SqlQuery } from '../modules/admin/database/sql-query.entity.js';
import { WriteWindow } from '../modules/admin/database/write-window.entity.js';
import { ApiKey } from '../modules/auth/api-key.entity.js';
import { KeyMinute } from '../modules/auth/key-minute.entity.js';
import { Group, GroupMember } from '../modules/auth/groups/group.entity.js';
import { AccountLink } from '../modules/auth/links/account-link.entity.js';
import { ScimUser } from '../modules/auth/scim/scim-user.entity.js';
import { ExternalSession } from '../modules/auth/external-session.entity.js';
import { ExternalIdentity } from '../modules/auth/oidc/external-identity.entity.js';
import { DirectorySync } from '../modules/auth/ldap/directory-sync.entity.js';
import { OidcLogoutToken } from '../modules/auth/oidc/oidc-logout-token.entity.js';
import { OidcSignIn } from '../modules/auth/oidc/oidc-sign-in.entity.js';
import { CodeFailures } from '../modules/auth/second-factor/code-failures.entity.js';
import { LoginChallenge } from '../modules/auth/second-factor/login-challenge.entity.js';
import { PasskeyChallenge } from '../modules/auth/second-factor/passkey-challenge.entity.js';
import { Passkey } from '../modules/auth/second-factor/passkey.entity.js';
import { RecoveryCode } from '../modules/auth/second-factor/recovery-code.entity.js';
import { TotpSecret } from '../modules/auth/second-factor/totp-secret.entity.js';
import { TermsAcceptance, TermsVersion } from '../modules/auth/terms/terms.entity.js';
import { Session } from '../modules/auth/session.entity.js';
import { User } from '../modules/auth/user.entity.js';
import { CacheDay } from '../modules/inference/cache/cache-day.entity.js';
import { PinnedAnswer } from '../modules/inference/cache/pinned-answer.entity.js';
import { PushSubscription } from '../modules/chat/push/push-subscription.entity.js';
import { ChatInstructions } from '../modules/chat/instructions/instructions.entity.js';
import { ChatPreset } from '../modules/chat/presets/preset.entity.js';
import { QueuedMessage } from '../modules/chat/queued/queued-message.entity.js';
import { ChatSchedule } from '../modules/chat/schedules/schedule.entity.js';
import { ChatMessage } from '../modules/chat/threads/message.entity.js';
import { ChatShare } from '../modules/chat/shares/share.entity.js';
import { ChatThread } from '../modules/chat/threads/thread.entity.js';
import { BatchFile, BatchFileChunk } from '../modules/developer/batches/batch-file.entity.js';
import { BatchItem } from '../modules/developer/batches/batch-item.entity.js';
import { Batch } from '../modules/developer/batches/batch.entity.js';
import { StoredResponse } from '../modules/developer/gateway/responses/stored-response.entity.js';
import { AuditEntry } from '../modules/logging/audit-entry.entity.js';
import { LogCount } from '../modules/logging/log-count.entity.js';
import { LogEntry } from '../modules/logging/log.entity.js';
import { Backend } from '../modules/models/backends/backend.entity.js';
import { Model } from '../modules/models/model.entity.js';
import { ModelPull } from '../modules/models/pulls/model-pull.entity.js';
import { Setting } from '../modules/settings/setting.entity.js';
import { Rollup } from '../modules/telemetry/rollup.entity.js';
import { BudgetWarning, BudgetWarningDismissal } from '../modules/usage/budget-warning.entity.js';
import { QuotaRow } from '../modules/usage/quota.entity.js';
import { FilePage, FilePart, KnowledgeFile } from '../modules/knowledge/files/file.entity.js';
import { FilePassage } from '../modules/knowledge/passages/passage.entity.js';
import { BackendSight, Webhook, WebhookDelivery } from '../modules/webhooks/webhook.entity.js';
import { GroupUsageDay, UsageDay } from '../modules/usage/usage-day.entity.js';

/** Every table that TypeORM maps. The composition root passes them to the database, which knows no module. */
export const ENTITIES = [
  User,
  Session,
  Group,
  GroupMember,
  ScimUser,
  ApiKey,
  KeyMinute,
  AccountLink,
  Announcement,
  AnnouncementDismissal,
  TermsVersion,
  TermsAcceptance,
  TotpSecret,
  RecoveryCode,
  Passkey,
  LoginChallenge,
  PasskeyChallenge,
  CodeFailures,
  ExternalIdentity,
  ExternalSession,
  DirectorySync,
  OidcSignIn,
  OidcLogoutToken,
  QuotaRow,
  Setting,
  Model,
  ModelPull,
  Backend,
  ChatThread,
  ChatMessage,
  ChatPreset,
  ChatInstructions,
  QueuedMessage,
  ChatSchedule,
  ChatShare,
  PushSubscription,
  StoredResponse,
  BatchFile,
  BatchFileChunk,
  Batch,
  BatchItem,
  KnowledgeFile,
  FilePart,
  FilePage,
  FilePassage,
  PinnedAnswer,
  CacheDay,
  UsageDay,
  GroupUsageDay,
  BudgetWarning,
  BudgetWarningDismissal,
  Webhook,
  WebhookDelivery,
  BackendSight,
  LogEntry,
  LogCount,
  AuditEntry,
  SqlQuery,
  WriteWindow,
  ChatSession,
  Rollup,
  BatchMarkRow,
];
