import { Injectable } from '@nestjs/common';
import { Directory, DirectorySyncRepository } from '../../auth/index.js';
import type { Check, NamedCheck } from './database-checks.js';

const ID = 'directory';

/** Checks of the directory that people sign in with; none where there is none. */
@Injectable()
export class DirectoryChecks {
  constructor(
    private readonly directory: Directory,
    private readonly syncs: DirectorySyncRepository,
  ) {}

  checks(): NamedCheck[] {
    const { settings } = this.directory;
    return settings ? [[ID, settings.name, () => this.isCompared(settings.name, settings.syncMinutes)]] : [];
  }

  private async isCompared(title: string, minutes: number): Check {
    const head = { id: ID, title };
    try {
      await this.directory.requireBase();
    } catch (error) {
      const { internal, message } = error as Error & { internal?: string };
      return {
        ...head,
        state: 'fail',
        detail: `People cannot sign in with it: ${internal ?? message}`,
        fix: 'Look whether its servers run, and whether the LDAP_ variables are right.',
      };
    }
    if (minutes === 0)
      return { ...head, state: 'note', detail: 'Answers. Accounts are compared with it only at each sign-in.' };
    const last = await this.syncs.find(this.directory.issuer);
    if (!last?.finished_at) return { ...head, state: 'ok', detail: 'Answers. Nothing was compared with it yet.' };
    if (last.problem)
      return {
        ...head,
        state: 'warn',
        detail: `Answers, but accounts were not compared with it in full the last time. ${last.problem}`,
        fix: 'It is tried again by itself. Deactivate people by hand meanwhile if they have to go.',
      };
    return { ...head, state: 'ok', detail: `Answers. Accounts compared the last time: ${last.people}.` };
  }
}
