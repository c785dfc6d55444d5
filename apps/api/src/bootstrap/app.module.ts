import { CacheModule } from '@nestjs/cache-manager';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { hash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { cacheStore } from '../common/cache/cache.store.js';
import { Changes, OwnChanges, RedisChanges } from '../common/redis/changes.js';
import { Elsewhere, Nowhere, RedisElsewhere } from '../common/redis/elsewhere.js';
import { RedisLink } from '../common/redis/redis-link.js';
import { OwnCounts, RedisCounts, SharedCounts } from '../common/redis/shared-counts.js';
import { ProblemFilter } from '../common/http/problem.filter.js';
import { ENTITIES } from './entities.js';
import { ENV, type Env } from '../config/env.js';
import { dataSourceOptions } from '../database/data-source.js';
import type { LlmBackend } from '../llm/index.js';
import { AdminModule, SqlConsole } from '../modules/admin/index.js';
import { AccessGuard, AuthModule, JWT_KEY } from '../modules/auth/index.js';
import { ChatModule } from '../modules/chat/index.js';
import { DeveloperModule } from '../modules/developer/index.js';
import { HealthModule } from '../modules/health/index.js';
import { KnowledgeModule } from '../modules/knowledge/index.js';
import { TelemetryModule } from '../modules/telemetry/index.js';
import { LoggingModule } from '../modules/logging/index.js';
import { ENVIRONMENT_BACKENDS, ModelsModule } from '../modules/models/index.js';

/** Objects that exist before the application does, or that are opened while it is put together. */
export interface Runtime {
  env: Env;
  dataSource: Promise<DataSource>;
  backends: LlmBackend[];
  jwtKey: string;
  console: Promise<SqlConsole>;
}

/** Processes of one installation share this key, and nobody else has it. */
const installation = (jwtKey: string): string => hash('sha256', jwtKey).slice(0, 16);

/** Composition root: the only place that binds runtime objects to their injection tokens. */
@Module({})
export class AppModule {
  static with({ env, dataSource, backends, jwtKey, console }: Runtime): DynamicModule {
    const runtime: DynamicModule = {
      module: class RuntimeModule {},
      global: true,
      providers: [
        { provide: ENV, useValue: env },
        { provide: ENVIRONMENT_BACKENDS, useValue: backends },
        { provide: JWT_KEY, useValue: jwtKey },
        { provide: SqlConsole, useFactory: () => console },
        {
          provide: RedisLink,
          useFactory: () => (env.REDIS_URL ? new RedisLink(env.REDIS_URL, installation(jwtKey)) : undefined),
        },
        {
          provide: Elsewhere,
          inject: [RedisLink],
          useFactory: (link: RedisLink | undefined) => (link ? new RedisElsewhere(link) : new Nowhere()),
        },
        {
          provide: Changes,
          inject: [RedisLink],
          useFactory: (link: RedisLink | undefined) => (link ? new RedisChanges(link) : new OwnChanges()),
        },
        {
          provide: SharedCounts,
          inject: [RedisLink],
          useFactory: (link: RedisLink | undefined) => (link ? new RedisCounts(link) : new OwnCounts()),
        },
      ],
      exports: [Elsewhere, ENV, ENVIRONMENT_BACKENDS, JWT_KEY, SqlConsole, RedisLink, Changes, SharedCounts],
    };
    return {
      module: AppModule,
      imports: [
        runtime,
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSourceOptions('', ENTITIES),
          dataSourceFactory: () => dataSource,
        }),
        CacheModule.registerAsync({ isGlobal: true, useFactory: () => ({ stores: [cacheStore(env)] }) }),
        LoggingModule,
        TelemetryModule,
        AuthModule,
        ModelsModule,
        KnowledgeModule,
        ChatModule,
        DeveloperModule,
        AdminModule,
        HealthModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
