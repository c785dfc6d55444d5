import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { OwnCounts, SharedCounts } from '../common/redis/shared-counts.js';
import { Changes, OwnChanges } from '../common/redis/changes.js';
import { ENV, type Env } from '../config/env.js';
import { dataSourceOptions } from '../database/data-source.js';
import { AuthModule, JWT_KEY } from '../modules/auth/index.js';
import { ENTITIES } from './entities.js';

/** Accounts and their audit log, without the rest of the server. */
@Module({})
export class CommandModule {
  static with(env: Env, jwtKey: string, dataSource: DataSource): DynamicModule {
    return {
      module: CommandModule,
      imports: [
        {
          module: class RuntimeModule {},
          global: true,
          providers: [
            { provide: ENV, useValue: env },
            { provide: JWT_KEY, useValue: jwtKey },
            // Running servers notice a change when what they keep of an account expires.
            { provide: Changes, useFactory: () => new OwnChanges() },
            { provide: SharedCounts, useFactory: () => new OwnCounts() },
          ],
          exports: [ENV, JWT_KEY, Changes, SharedCounts],
        },
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSourceOptions('', ENTITIES),
          dataSourceFactory: async () => dataSource,
        }),
        AuthModule,
      ],
    };
  }
}
