import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Directory } from './ldap/directory.js';
import type { ProviderDto } from './oidc/oidc.dto.js';
import { Providers } from './oidc/providers.service.js';
import { ProxySignIn } from './proxy/proxy-sign-in.service.js';

/** The ways to sign in, in the order of the sign-in page. */
@Injectable()
export class SignInWays {
  constructor(
    private readonly proxy: ProxySignIn,
    private readonly providers: Providers,
    private readonly directory: Directory,
  ) {}

  /** One that does not answer says so and holds nobody up. */
  async offered(request: FastifyRequest): Promise<ProviderDto[]> {
    const { settings } = this.directory;
    const [providers, available] = await Promise.all([
      this.providers.offered(),
      settings ? this.directory.isAvailable() : false,
    ]);
    const directory: ProviderDto[] = settings ? [{ id: 'ldap', name: settings.name, kind: 'ldap', available }] : [];
    return [
      ...this.proxy.offered(request),
      ...providers,
      ...directory,
      { id: 'password', name: 'Password', kind: 'password', available: true },
    ];
  }
}
