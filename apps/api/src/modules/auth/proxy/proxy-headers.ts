import { Inject, Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { hash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import { isInNetworks } from '../../../common/http/addresses.js';
import { ENV, type Env } from '../../../config/env.js';
import { PROXY_ID, PROXY_SECRET_HEADER } from '../../../config/trusted-header.js';
import type { ProvidedPerson } from '../external-accounts.service.js';
import { groupsNamed, roleOf, usernameFrom } from '../oidc/claims.js';

/** Longest name of a person, in characters. */
const LONGEST_PERSON = 200;
/** Longest list of groups or roles, in characters. */
const LONGEST_LIST = 20_000;
/** Control, format, private and unassigned characters: what nobody sees must not tell two people apart. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Reads what the proxy in front says of a person. Of a connection from anywhere else no header is looked at. */
@Injectable()
export class ProxyHeaders {
  constructor(@Inject(ENV) private readonly env: Env) {}

  get isOn(): boolean {
    return this.env.TRUSTED_HEADER_AUTH !== undefined;
  }

  /** Whether a request is the proxy's: by its connection, and by the secret if there is one. */
  isFromProxy(request: FastifyRequest): boolean {
    return this.isOn && this.isFromNetwork(request) && this.hasSecret(request);
  }

  /**
   * Whom the proxy names, as it writes him.
   * @returns nothing when it names nobody, and for requests that are not the proxy's
   * @throws DomainError `proxy.header-invalid`
   */
  subjectOf(request: FastifyRequest): string | undefined {
    if (!this.isFromProxy(request)) return undefined;
    const name = this.env.TRUSTED_HEADER_AUTH!;
    const subject = readHeader(request, name, LONGEST_PERSON);
    // A proxy that adds to a header what the client wrote joins both with a comma.
    if (subject?.includes(',')) throw invalid(name, 'it has a comma, as if it had been there twice');
    return subject;
  }

  /**
   * @throws DomainError `provider.not-found` when no header counts, `proxy.not-from-proxy`, `proxy.no-person`,
   * `proxy.header-invalid`
   */
  personOf(request: FastifyRequest): ProvidedPerson {
    const { env } = this;
    if (!this.isOn) throw new DomainError('provider.not-found', 'No proxy signs people in here. Sign in another way.');
    if (!this.isFromProxy(request))
      throw new DomainError(
        'proxy.not-from-proxy',
        'This request did not come through the proxy that signs people in. Open the portal at its address.',
        { internal: this.whyNot(request) },
      );
    const subject = this.subjectOf(request);
    if (subject === undefined)
      throw new DomainError('proxy.no-person', 'The proxy has not said who you are. Sign in there first.', {
        internal: `The header ${env.TRUSTED_HEADER_AUTH} is missing or empty.`,
      });
    const one = (name: string | undefined) => name && readHeader(request, name, LONGEST_PERSON);
    const [roles, groups] = [
      this.list(request, env.TRUSTED_HEADER_ROLE),
      this.list(request, env.TRUSTED_HEADER_GROUPS),
    ];
    const email = one(env.TRUSTED_HEADER_EMAIL) ?? subject;
    return {
      provider: PROXY_ID,
      providerName: 'the proxy',
      autoRegister: env.TRUSTED_HEADER_AUTO_REGISTER,
      issuer: PROXY_ID,
      subject,
      directoryId: undefined,
      email: isEmail(email) ? email : null,
      username: usernameFrom([one(env.TRUSTED_HEADER_USERNAME), subject]),
      role: roles && roleOf(roles, this.roleValues),
      groups: groups && { source: 'proxy', list: groupsNamed(PROXY_ID, groups) },
      missing: [
        ...new Set([...(roles ? [] : [env.TRUSTED_HEADER_ROLE]), ...(groups ? [] : [env.TRUSTED_HEADER_GROUPS])]),
      ].filter((name) => name !== undefined),
    };
  }

  /**
   * The values of a header, which commas, semicolons or bars separate.
   * @returns `undefined` when it says nothing: it is not configured, or it is missing where the proxy sends empty ones.
   * An empty list says that there are none
   * @throws DomainError `proxy.header-invalid`
   */
  private list(request: FastifyRequest, name: string | undefined): string[] | undefined {
    if (name === undefined) return undefined;
    const isMissing = valuesOf(request, name).length === 0;
    if (isMissing && this.env.TRUSTED_HEADER_EMPTY === 'sent') return undefined;
    return (readHeader(request, name, LONGEST_LIST) ?? '').split(/[,;|]/).map((value) => value.trim());
  }

  private get roleValues() {
    const { TRUSTED_HEADER_ADMIN_VALUES, TRUSTED_HEADER_DEVELOPER_VALUES } = this.env;
    return { adminValues: TRUSTED_HEADER_ADMIN_VALUES, developerValues: TRUSTED_HEADER_DEVELOPER_VALUES };
  }

  /** The connection's own address: X-Forwarded-For is written by whoever likes to. */
  private isFromNetwork({ raw }: FastifyRequest): boolean {
    return isInNetworks(raw.socket.remoteAddress ?? '', this.env.TRUSTED_HEADER_NETWORKS!);
  }

  private hasSecret(request: FastifyRequest): boolean {
    const { TRUSTED_HEADER_SECRET: wanted } = this.env;
    if (wanted === undefined) return true;
    const [given, more] = valuesOf(request, PROXY_SECRET_HEADER);
    return given !== undefined && more === undefined && timingSafeEqual(digest(given), digest(wanted));
  }

  private whyNot(request: FastifyRequest): string {
    if (this.isFromNetwork(request)) return 'X-Pocket-Proxy-Secret is missing, wrong, or there twice.';
    return `The connection comes from ${request.raw.socket.remoteAddress}, which is not in TRUSTED_HEADER_NETWORKS.`;
  }
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** All values of a header, each as it came: Node joins those of equal names. */
function valuesOf({ raw: { rawHeaders: all } }: FastifyRequest, name: string): string[] {
  return all.filter((_, i) => i % 2 === 1 && all[i - 1]!.toLowerCase() === name);
}

/**
 * The one value of a header.
 * @returns nothing when it is missing or empty
 * @throws DomainError `proxy.header-invalid`
 */
function readHeader(request: FastifyRequest, name: string, longest: number): string | undefined {
  const [value = '', more] = valuesOf(request, name);
  if (more !== undefined) throw invalid(name, 'it is there twice');
  const text = utf8(value);
  if (text === undefined) throw invalid(name, 'it is not UTF-8');
  if (text.length > longest) throw invalid(name, `it is longer than ${longest} characters`);
  if (UNSEEN.test(text) || text !== text.trim()) throw invalid(name, 'it has characters that nobody sees');
  return text === '' ? undefined : text;
}

/** Node reads the bytes of headers as Latin-1; proxies write names in UTF-8. */
function utf8(value: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Never with what stood in it. */
const invalid = (name: string, why: string): DomainError =>
  new DomainError('proxy.header-invalid', 'What the proxy says about you is not clear, so nobody is signed in.', {
    internal: `The header ${name} does not count: ${why}.`,
  });
