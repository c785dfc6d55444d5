import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../../../config/env.js';
import type { ProviderDto } from './oidc.dto.js';
import { notFound, OidcProvider } from './provider.js';

/** The providers of the configuration. */
@Injectable()
export class Providers {
  readonly all: readonly OidcProvider[];

  constructor(@Inject(ENV) { oidcProviders }: Env) {
    this.all = oidcProviders.map((settings) => new OidcProvider(settings));
  }

  /** @throws DomainError `provider.not-found` */
  get(id: string): OidcProvider {
    const found = this.all.find(({ settings }) => settings.id === id);
    if (!found) throw notFound();
    return found;
  }

  /** What the sign-in page offers, in its order. One that does not answer says so and holds nobody up. */
  offered(): Promise<ProviderDto[]> {
    const found = this.all.map(async (provider): Promise<ProviderDto> => {
      const { id, name } = provider.settings;
      return { id, name, kind: 'oidc', available: await provider.isAvailable() };
    });
    return Promise.all(found);
  }
}
