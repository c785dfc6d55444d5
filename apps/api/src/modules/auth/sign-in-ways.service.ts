import { Injectable } from '@nestjs/common';
import { Directory } from './ldap/directory.js';
import type { ProviderDto } from './oidc/oidc.dto.js';
import { Providers } from './oidc/providers.service.js';

/** The ways to sign in, in the order of the sign-in page. */
@Injectable()
export class SignInWays {
  constructor(
    private readonly providers: Providers,
    private readonly directory: Directory,
  ) {}

  /** One that does not answer says so and holds nobody up. */
  async offered(): Promise<ProviderDto[]> {
    const { settings } = this.directory;
    const [providers, available] = await Promise.all([
      this.providers.offered(),
      settings ? this.directory.isAvailable() : false,
    ]);
    const directory: ProviderDto[] = settings ? [{ id: 'ldap', name: settings.name, kind: 'ldap', available }] : [];
    return [...providers, ...directory, { id: 'password', name: 'Password', kind: 'password', available: true }];
  }
}
