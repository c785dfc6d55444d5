import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV, type Env } from '../../config/env.js';
import { LoggingModule } from '../logging/index.js';
import { WebhooksModule } from '../webhooks/index.js';
import { SettingsModule } from '../settings/index.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { KeyMinute } from './key-minute.entity.js';
import { KeyMinuteRepository } from './key-minute.repository.js';
import { KeyMinutes } from './key-minutes.js';
import { ApiKeyLimits } from './api-key-limits.js';
import { LoginAttempts } from './attempts.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { PrivacyController } from './privacy.controller.js';
import { FirstAdmin } from './first-admin.js';
import { JWT_KEY } from '../../config/secrets.js';
import { JWT_RULES, JwtStrategy, keyIdOf } from './jwt.strategy.js';
import { Group, GroupMember } from './groups/group.entity.js';
import { GroupRepository } from './groups/group.repository.js';
import { ProviderGroupRepository } from './groups/provider-group.repository.js';
import { Groups } from './groups/groups.service.js';
import { Directory } from './ldap/directory.js';
import { DirectorySync } from './ldap/directory-sync.entity.js';
import { DirectorySyncRepository } from './ldap/directory-sync.repository.js';
import { LdapAccounts } from './ldap/ldap-accounts.service.js';
import { LdapIdentityRepository } from './ldap/ldap-identity.repository.js';
import { LdapPasswords } from './ldap/ldap-passwords.service.js';
import { AccountLink } from './links/account-link.entity.js';
import { AccountLinkRepository } from './links/account-link.repository.js';
import { AccountLinks } from './links/account-links.service.js';
import { LinksController } from './links/links.controller.js';
import { PrincipalCache } from './principal.cache.js';
import { PrincipalService } from './principal.service.js';
import { PrincipalWatch } from './principal-watch.js';
import { RegistrationLimit } from './registration-limit.js';
import { ScimGroupRepository } from './scim/scim-group.repository.js';
import { ScimToken } from './scim/scim-token.js';
import { ScimUser } from './scim/scim-user.entity.js';
import { ScimUserRepository } from './scim/scim-user.repository.js';
import { ExternalAccounts } from './external-accounts.service.js';
import { ExternalSession } from './external-session.entity.js';
import { ExternalSessionRepository } from './external-session.repository.js';
import { ExternalIdentity } from './oidc/external-identity.entity.js';
import { IdentitiesController } from './oidc/identities.controller.js';
import { IdentityRepository } from './oidc/identity.repository.js';
import { OidcLimit } from './oidc/oidc-limit.js';
import { OidcLogoutToken } from './oidc/oidc-logout-token.entity.js';
import { OidcLogout } from './oidc/oidc-logout.service.js';
import { OidcSignIn } from './oidc/oidc-sign-in.entity.js';
import { OidcSignIns } from './oidc/oidc-sign-in.service.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OidcRepository } from './oidc/oidc.repository.js';
import { OwnIdentities } from './oidc/own-identities.service.js';
import { Providers } from './oidc/providers.service.js';
import { ProvidersController } from './providers.controller.js';
import { ProxyHeaders } from './proxy/proxy-headers.js';
import { ProxySignIn } from './proxy/proxy-sign-in.service.js';
import { ProxyController } from './proxy/proxy.controller.js';
import { CodeFailures } from './second-factor/code-failures.entity.js';
import { LoginChallenge } from './second-factor/login-challenge.entity.js';
import { LoginChallengeRepository } from './second-factor/login-challenge.repository.js';
import { OwnSecondFactor } from './second-factor/own-second-factor.service.js';
import { PasskeyCeremonies } from './second-factor/passkey-ceremonies.js';
import { PasskeyChallenge } from './second-factor/passkey-challenge.entity.js';
import { NoticesController } from './notices.controller.js';
import { PasskeyOptionsLimit } from './second-factor/passkey-options-limit.js';
import { Passkey } from './second-factor/passkey.entity.js';
import { PasskeyRepository } from './second-factor/passkey.repository.js';
import { PasskeysController } from './second-factor/passkeys.controller.js';
import { Passkeys } from './second-factor/passkeys.service.js';
import { RecoveryCode } from './second-factor/recovery-code.entity.js';
import { RecoveryCodeRepository } from './second-factor/recovery-code.repository.js';
import { RecoveryCodes } from './second-factor/recovery-codes.service.js';
import { SecondFactorController } from './second-factor/second-factor.controller.js';
import { SecondFactorRepository } from './second-factor/second-factor.repository.js';
import { SecondFactors } from './second-factor/second-factors.service.js';
import { SecondStepController } from './second-factor/second-step.controller.js';
import { SecondStep } from './second-factor/second-step.service.js';
import { SecretBox } from '../../common/secret-box.js';
import { TotpSecret } from './second-factor/totp-secret.entity.js';
import { TotpRepository } from './second-factor/totp.repository.js';
import { Totp } from './second-factor/totp.service.js';
import { TermsController } from './terms/terms.controller.js';
import { TermsAcceptance, TermsVersion } from './terms/terms.entity.js';
import { TermsRepository } from './terms/terms.repository.js';
import { Terms } from './terms/terms.service.js';
import { Session } from './session.entity.js';
import { SessionRepository } from './session.repository.js';
import { SessionService } from './session.service.js';
import { SignIn } from './sign-in.service.js';
import { SignInWays } from './sign-in-ways.service.js';
import { TokenClock } from './token-clock.js';
import { TokenReply } from './token-reply.js';
import { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';

@Module({
  imports: [
    LoggingModule,
    SettingsModule,
    WebhooksModule,
    PassportModule,
    TypeOrmModule.forFeature([
      User,
      Session,
      ApiKey,
      KeyMinute,
      AccountLink,
      Group,
      GroupMember,
      ScimUser,
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
      TermsVersion,
      TermsAcceptance,
    ]),
    JwtModule.registerAsync({
      inject: [JWT_KEY, ENV],
      useFactory: (secret: string, env: Env) => {
        const { algorithm, ...rules } = JWT_RULES;
        return {
          secret,
          signOptions: { ...rules, algorithm, keyid: keyIdOf(secret), expiresIn: env.ACCESS_TOKEN_MINUTES * 60 },
        };
      },
    }),
  ],
  controllers: [
    AuthController,
    PrivacyController,
    LinksController,
    NoticesController,
    SecondStepController,
    SecondFactorController,
    PasskeysController,
    OidcController,
    IdentitiesController,
    ProvidersController,
    ProxyController,
    TermsController,
  ],
  providers: [
    AccountLinkRepository,
    AccountLinks,
    ApiKeyRepository,
    ApiKeyStrategy,
    AuthService,
    ExternalAccounts,
    Directory,
    DirectorySyncRepository,
    ExternalSessionRepository,
    FirstAdmin,
    IdentityRepository,
    GroupRepository,
    ProviderGroupRepository,
    Groups,
    JwtStrategy,
    ApiKeyLimits,
    KeyMinuteRepository,
    KeyMinutes,
    LdapAccounts,
    LdapIdentityRepository,
    LdapPasswords,
    LoginAttempts,
    LoginChallengeRepository,
    OidcLimit,
    OidcLogout,
    OidcRepository,
    OidcSignIns,
    OwnIdentities,
    OwnSecondFactor,
    PasskeyCeremonies,
    PasskeyOptionsLimit,
    PasskeyRepository,
    Passkeys,
    PrincipalCache,
    PrincipalService,
    PrincipalWatch,
    Providers,
    ProxyHeaders,
    ProxySignIn,
    RecoveryCodeRepository,
    RecoveryCodes,
    RegistrationLimit,
    ScimGroupRepository,
    ScimToken,
    ScimUserRepository,
    SecondFactorRepository,
    SecondFactors,
    SecondStep,
    SecretBox,
    SessionRepository,
    SessionService,
    SignIn,
    SignInWays,
    Terms,
    TermsRepository,
    TokenClock,
    TokenReply,
    Totp,
    TotpRepository,
    UserRepository,
  ],
  exports: [
    AccountLinks,
    ApiKeyRepository,
    AuthService,
    Directory,
    DirectorySyncRepository,
    FirstAdmin,
    Groups,
    ApiKeyLimits,
    LdapAccounts,
    LdapIdentityRepository,
    LdapPasswords,
    PrincipalCache,
    PrincipalService,
    PrincipalWatch,
    ProxySignIn,
    ScimGroupRepository,
    ScimToken,
    ScimUserRepository,
    SecondFactors,
    SessionService,
    Terms,
    UserRepository,
  ],
})
export class AuthModule {}
