import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { writeFile } from 'node:fs/promises';
import { AppModule, type Runtime } from '../bootstrap/app.module.js';
import { adapterFor } from '../bootstrap/app.setup.js';
import { describeEnv, loadEnv } from '../config/env.js';
import { describeApi } from '../bootstrap/openapi/document.js';

/**
 * Usage: emit-openapi <openapi.json> <.env.example>. Runs in preview mode, which builds no provider, so it needs
 * neither a database nor a backend.
 */
async function main([openapiFile, envFile]: string[]): Promise<void> {
  const env = loadEnv({});
  const runtime = { env, backends: [], jwtKey: '', dataSource: undefined, console: undefined } as unknown as Runtime;
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(runtime), adapterFor(env), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  await writeFile(openapiFile!, `${JSON.stringify(describeApi(app), null, 2)}\n`);
  await writeFile(envFile!, describeEnv());
}

await main(process.argv.slice(2));
process.exit(0);
