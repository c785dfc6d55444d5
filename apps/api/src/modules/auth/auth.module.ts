import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV, type Env } from '../../config/env.js';
import { LoggingModule } from '../logging/index.js';
import { SettingsModule } from '../settings/index.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { KeyMinute } from './key-minute.entity.js';
import { KeyMinuteRepository } from './key-minute.repository.js';
import { ApiKeyLimits } from './api-key-limits.js';
import { LoginAttempts } from './attempts.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { ChatAccessController } from './chat-access.controller.js';
import { FirstAdmin } from './first-admin.js';
import { JWT_KEY, JWT_RULES, JwtStrategy } from './jwt.strategy.js';
import { AccountLink } from './links/account-link.entity.js';
import { AccountLinkRepository } from './links/account-link.repository.js';
import { AccountLinks } from './links/account-links.service.js';
import { LinksController } from './links/links.controller.js';
import { PrincipalCache } from './principal.cache.js';
import { PrincipalService } from './principal.service.js';
import { PrincipalWatch } from './principal-watch.js';
import { RegistrationLimit } from './registration-limit.js';
import { Session } from './session.entity.js';
import { SessionRepository } from './session.repository.js';
import { SessionService } from './session.service.js';
import { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';

@Module({
  imports: [
    LoggingModule,
    SettingsModule,
    PassportModule,
    TypeOrmModule.forFeature([User, Session, ApiKey, KeyMinute, AccountLink]),
    JwtModule.registerAsync({
      inject: [JWT_KEY, ENV],
      useFactory: (secret: string, env: Env) => {
        const { algorithm, ...rules } = JWT_RULES;
        return { secret, signOptions: { ...rules, algorithm, expiresIn: env.ACCESS_TOKEN_MINUTES * 60 } };
      },
    }),
  ],
  controllers: [AuthController, ChatAccessController, LinksController],
  providers: [
    AccountLinkRepository,
    AccountLinks,
    ApiKeyRepository,
    ApiKeyStrategy,
    AuthService,
    FirstAdmin,
    JwtStrategy,
    ApiKeyLimits,
    KeyMinuteRepository,
    LoginAttempts,
    PrincipalCache,
    PrincipalService,
    PrincipalWatch,
    RegistrationLimit,
    SessionRepository,
    SessionService,
    UserRepository,
  ],
  exports: [
    AccountLinks,
    ApiKeyRepository,
    AuthService,
    FirstAdmin,
    ApiKeyLimits,
    PrincipalCache,
    PrincipalService,
    PrincipalWatch,
    SessionService,
    UserRepository,
  ],
})
export class AuthModule {}
