import { Inject, Injectable } from '@nestjs/common';
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { isLoopbackHost } from '../../../common/http/addresses.js';
import { ENV, type Env } from '../../../config/env.js';
import { PROXY_ID } from '../../../config/trusted-header.js';
import type { BackendHealth } from '../../../llm/index.js';
import { FirstAdmin, SecondFactors } from '../../auth/index.js';
import { PushService } from '../../chat/index.js';
import { BackendPool } from '../../models/index.js';
import { SqlConsole } from '../database/sql-console.js';
import { DirectoryChecks } from './directory-checks.js';
import { DatabaseChecks, sized, type Check, type NamedCheck } from './database-checks.js';
import type { CheckDto } from './doctor.dto.js';
import { answers, outerAddresses, proxySecondFactorCheck, proxySignInCheck } from './exposure.js';
import { pushChecks } from './push-check.js';
import { SearchCheck } from './search-check.js';

const GB = 1000 ** 3;

/** Checks for common problems. Each check runs alone: one that fails reports so and does not hide the others. */
@Injectable()
export class DoctorService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly pool: BackendPool,
    private readonly database: DatabaseChecks,
    private readonly directory: DirectoryChecks,
    private readonly firstAdmin: FirstAdmin,
    private readonly secondFactors: SecondFactors,
    private readonly console: SqlConsole,
    private readonly push: PushService,
    private readonly search: SearchCheck,
  ) {}

  async examine(): Promise<CheckDto[]> {
    const checks: NamedCheck[] = [
      ['backends', 'Model servers', () => this.backendsAnswer()],
      ['ollama-exposed', 'Ollama from outside', () => this.ollamaIsPrivate()],
      ['default-password', 'Default password', () => this.passwordIsChanged()],
      ['exposure', 'Address of the portal', () => this.portalIsPrivate()],
      ['proxy-sign-in', 'Sign-in by a proxy', () => this.proxyIsWell()],
      ...this.database.checks(),
      ...this.directory.checks(),
      ['file-search', 'Search in files', () => this.search.examine()],
      ['disk', 'Disk', () => this.diskHasRoom()],
      ['memory', 'Memory', () => this.memoryIsFree()],
      ['sql-console', 'SQL console', () => this.consoleHasRole()],
      ['web-push', '“Your answer is ready”', async () => pushChecks(await this.push.health())],
    ];
    const results = await Promise.all(
      checks.map(([id, title, check]) =>
        check().catch((error: Error): CheckDto => ({
          id,
          title,
          state: 'fail',
          detail: `This could not be examined: ${error.message}.`,
        })),
      ),
    );
    return results.flat();
  }

  private async backendsAnswer(): Check {
    if (this.pool.hosts.length === 0)
      return {
        id: 'backends',
        title: 'Model servers',
        state: 'fail',
        detail: 'No model server is configured, so nothing can answer.',
        fix: 'Add one under Backends, or set OLLAMA_HOST, OPENAI_BASE_URL or EMBEDDED_ENGINE=auto, and restart.',
      };
    const found = await Promise.all(
      this.pool.hosts.map(async (host) => ({
        ...host,
        health: host.state === 'off' ? { reachable: false } : await host.backend.health(),
      })),
    );
    // A missing Ollama is not an error: the embedded engine answers as well.
    const state = found.some(({ health }) => health.reachable) ? 'warn' : 'fail';
    return found.map(({ backend, state: use, breaker, keyLost, health }): CheckDto => {
      const { reachable, version, detail }: BackendHealth = health;
      const head = { id: `backend:${backend.id}`, title: backend.label };
      if (use === 'off') return { ...head, state: 'note', detail: 'Switched off under Backends.' };
      if (reachable && keyLost)
        return {
          ...head,
          state: 'warn',
          detail: 'Answers, but its key was encrypted under another JWT_SECRET and cannot be read.',
          fix: 'Enter the key again under Backends.',
        };
      if (reachable && breaker.state !== 'closed')
        return {
          ...head,
          state: 'warn',
          detail: `Answers, but questions to it failed again and again, so it is left alone: ${breaker.fault}`,
          fix: 'Look into its log. It is tried again by itself.',
        };
      if (reachable) return { ...head, state: 'ok', detail: version ? `Answers, version ${version}.` : 'Answers.' };
      const fix =
        backend.provider === 'ollama'
          ? 'Start Ollama there (“ollama serve”), or set OLLAMA_HOST to where it runs.'
          : 'Start it, or correct its address.';
      return { ...head, state, detail: detail ?? 'Does not answer.', fix };
    });
  }

  private async ollamaIsPrivate(): Check {
    const head = { id: 'ollama-exposed', title: 'Ollama from outside' };
    const urls = this.pool.all
      .filter(({ provider }) => provider === 'ollama')
      .map(({ id }) => new URL(`http://${id.split('@')[1]}`));
    if (urls.length === 0) return { ...head, state: 'ok', detail: 'No Ollama is configured.' };
    const remote = urls.filter(({ hostname }) => !isLoopbackHost(hostname));
    if (remote.length > 0)
      return {
        ...head,
        state: 'warn',
        detail:
          `${remote.map(({ host }) => host).join(', ')} is reached over a network. Ollama has no accounts: whoever ` +
          'reaches that port can use and delete its models.',
        fix: 'Let its firewall admit this machine alone.',
      };
    const open = (
      await Promise.all(
        outerAddresses().flatMap((address) =>
          urls.map(async ({ port }) =>
            (await answers(address, Number(port || 80))) ? `${address}:${port}` : undefined,
          ),
        ),
      )
    ).filter(Boolean);
    if (open.length === 0) return { ...head, state: 'ok', detail: 'Its port is not open to other machines.' };
    return {
      ...head,
      state: 'warn',
      detail:
        `Its port is open to other machines at ${open.join(', ')}. Ollama has no accounts: whoever reaches it can ` +
        'use and delete its models.',
      fix: 'Start it with OLLAMA_HOST=127.0.0.1, or close the port in the firewall.',
    };
  }

  private async passwordIsChanged(): Check {
    const head = { id: 'default-password', title: 'Default password' };
    if (!(await this.firstAdmin.hasDefaultPassword()))
      return { ...head, state: 'ok', detail: 'Nobody has the documented password.' };
    return {
      ...head,
      state: isLoopbackHost(this.env.HOST) ? 'warn' : 'fail',
      detail: 'The account admin still has the password that stands in the documentation.',
      fix: 'Change it under Settings.',
    };
  }

  private async portalIsPrivate(): Check {
    const head = { id: 'exposure', title: 'Address of the portal' };
    const { HOST, TRUST_PROXY, NODE_ENV } = this.env;
    if (isLoopbackHost(HOST))
      return {
        ...head,
        state: 'ok',
        detail: `Listens on ${HOST}, for this machine${TRUST_PROXY ? ' and its proxy' : ''} alone.`,
      };
    const fix =
      'Put a proxy with TLS in front, let HOST be 127.0.0.1, and set TRUST_PROXY=true and NODE_ENV=production.';
    if (TRUST_PROXY && NODE_ENV === 'production')
      return {
        ...head,
        state: 'note',
        detail: `Listens on ${HOST} and trusts X-Forwarded-For, so nobody may reach it past the proxy.`,
      };
    return {
      ...head,
      state: 'warn',
      detail: `Listens on ${HOST} without TLS: passwords and chats cross the network as they are.`,
      fix,
    };
  }

  private async proxyIsWell(): Check {
    if (this.env.TRUSTED_HEADER_AUTH === undefined) return [];
    const keptOut = await this.secondFactors.keptOut(PROXY_ID);
    return [...proxySignInCheck(this.env), ...proxySecondFactorCheck(this.env, keptOut)];
  }

  private async diskHasRoom(): Check {
    const { bavail, bsize, blocks } = await statfs(this.env.DATA_DIR);
    const [free, all] = [bavail * bsize, blocks * bsize];
    const state = free < GB ? 'fail' : free < 5 * GB || free < 0.05 * all ? 'warn' : 'ok';
    return {
      id: 'disk',
      title: 'Disk',
      state,
      detail: `${sized(free)} of ${sized(all)} are free where the data are kept.`,
      ...(state !== 'ok' && {
        fix: 'Delete models nobody uses, shorten the retention of the log, or enlarge the disk.',
      }),
    };
  }

  private async memoryIsFree(): Check {
    const [free, all, own] = [freemem(), totalmem(), process.memoryUsage.rss()];
    const { used_heap_size, heap_size_limit } = getHeapStatistics();
    const state = free < 0.03 * all || used_heap_size > 0.85 * heap_size_limit ? 'warn' : 'ok';
    return {
      id: 'memory',
      title: 'Memory',
      state,
      detail: `${sized(free)} of ${sized(all)} are free; the portal uses ${sized(own)}.`,
      ...(state === 'warn' && { fix: 'Load smaller models, or fewer at a time (OLLAMA_MAX_LOADED_MODELS).' }),
    };
  }

  private async consoleHasRole(): Check {
    const { problem, gaps } = this.console;
    const head = { id: 'sql-console', title: 'SQL console' };
    if (problem) return { ...head, state: 'warn', detail: problem };
    const own = `Has a database role of its own${this.env.ADMIN_SQL_WRITE ? '; the write mode can be opened' : ''}.`;
    if (gaps.length === 0) return { ...head, state: 'ok', detail: own };
    return {
      ...head,
      state: 'note',
      detail:
        `${own} Only a superuser of this database server can take from it what every role has: ${gaps.join(', ')}. ` +
        'Admins can hold locks or write to the journal with these; tables, files and chats stay closed.',
      fix: 'Let DATABASE_URL name a superuser for one start, or have these revoked from PUBLIC (docs/security.md).',
    };
  }
}
