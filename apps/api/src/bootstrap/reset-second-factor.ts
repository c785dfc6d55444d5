import { NestFactory } from '@nestjs/core';
import type { Env } from '../config/env.js';
import { keptSecret, openDataDir } from '../config/secrets.js';
import { attachDatabase } from '../database/connect.js';
import { SecondFactors, UserRepository } from '../modules/auth/index.js';
import { AuditService } from '../modules/logging/index.js';
import { CommandModule } from './command.module.js';
import { ENTITIES } from './entities.js';

/**
 * Removes every second factor of an account, for an admin who is locked out. Works on the configured database, whether
 * the server runs or not.
 * @param name user name or e-mail
 * @returns a sentence that says what happened
 * @throws Error that says what to do
 */
export async function resetSecondFactor(env: Env, name: string): Promise<string> {
  const dataDir = await openDataDir(env.DATA_DIR);
  const jwtKey = env.JWT_SECRET ?? (await keptSecret(dataDir, 'jwt'));
  const database = await attachDatabase(env, dataDir, jwtKey, ENTITIES);
  try {
    const app = await NestFactory.createApplicationContext(CommandModule.with(env, jwtKey, database.dataSource), {
      logger: ['error'],
      abortOnError: false,
    });
    try {
      const user = await app.get(UserRepository, { strict: false }).findByLogin(name);
      if (!user) throw new Error(`There is no account named ${name}. Give its user name or its e-mail address.`);
      const target = { type: 'user', id: user.id, name: user.username };
      const had = await app
        .get(SecondFactors, { strict: false })
        .reset(user.id, (manager) =>
          app.get(AuditService, { strict: false }).auditCommand('user.second-factor-reset', target, manager),
        );
      return had
        ? `The second factor of ${user.username} is removed. The password alone signs in now.`
        : `${user.username} has no second factor. The password alone signs in.`;
    } finally {
      await app.close();
    }
  } finally {
    if (database.dataSource.isInitialized) await database.dataSource.destroy();
    await database.stop();
  }
}
