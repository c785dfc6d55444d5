import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { printable } from './printable.js';
import type { Env } from '../config/env.js';

const LEVELS: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];
const LEVEL_COUNT: Record<Env['LOG_LEVEL'], number> = { error: 2, warn: 3, info: 4, debug: 6 };

/** What the framework logs while it assembles itself; useful only when that fails. */
const ASSEMBLY = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

type PrintArguments = Parameters<ConsoleLogger['printMessages']> extends [unknown, ...infer Rest] ? Rest : never;

/** The server's own log: lines for a person, JSON with NODE_ENV=production. */
export class ServerLogger extends ConsoleLogger {
  constructor({ LOG_LEVEL, NODE_ENV }: Pick<Env, 'LOG_LEVEL' | 'NODE_ENV'>) {
    super({
      logLevels: LEVELS.slice(0, LEVEL_COUNT[LOG_LEVEL]),
      json: NODE_ENV === 'production',
      prefix: 'Pocket-LLM',
      compact: true,
    });
  }

  /** Names of models and the sentences of backends and databases come from outside. A stack is printed apart. */
  protected override printMessages(messages: unknown[], ...rest: PrintArguments): void {
    super.printMessages(
      messages.map((message) => (typeof message === 'string' ? printable(message) : message)),
      ...rest,
    );
  }

  /** The process entry reports a failed `listen` once, with what to do. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'NestApplication') super.error(message, ...(rest as []));
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (ASSEMBLY.has(String(rest.at(-1)))) super.debug(message, ...(rest as []));
    else super.log(message, ...(rest as []));
  }
}
