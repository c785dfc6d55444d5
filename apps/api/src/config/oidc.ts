import { Expected, parseChoice, parseText, type Parser } from './parsers.js';
import { variable } from './variable.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Address of a provider, as it names itself. Over plain http anybody on the way could sign in as anybody. */
const parseIssuer: Parser<string> = (raw) => {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!isSafe || url.search || url.hash || url.username)
    throw new Expected(
      'the address of the provider as its discovery document says it, such as https://id.example.org/realms/home; ' +
        'http:// only for this machine',
    );
  return raw;
};

const parseScopes: Parser<string> = (raw) => {
  const scopes = raw.split(/\s+/);
  if (!scopes.includes('openid')) throw new Expected('scopes separated by spaces, openid among them');
  return scopes.join(' ');
};

const parseValues: Parser<string[]> = (raw) => {
  const values = raw.split(',').map((value) => value.trim());
  if (values.includes('')) throw new Expected('values separated by commas');
  return values;
};

/** Ids are parts of addresses and of names of variables. */
const ID = /^[a-z][a-z\d]{0,19}$/;
/** Ways to sign in that are no providers of this kind. */
const TAKEN = ['password', 'ldap', 'proxy'];

const parseIds: Parser<string[]> = (raw) => {
  const ids = raw.split(',').map((id) => id.trim());
  if (new Set(ids).size < ids.length || !ids.every((id) => ID.test(id) && !TAKEN.includes(id)))
    throw new Expected(
      'different short names of small letters and digits, separated by commas, such as work,home; not password, ' +
        'ldap or proxy',
    );
  return ids;
};

/** Sign-in through OpenID Connect. Each variable but the first can be given for each further provider. */
export const OIDC_VARIABLES = {
  OIDC_PROVIDERS: variable(
    undefined,
    'Further providers for sign-in, in the order of the sign-in page, such as work,home. Each has its own variables: ' +
      'OIDC_WORK_ISSUER, OIDC_WORK_CLIENT_ID and so on. The plain OIDC_ variables are the provider oidc.',
    parseIds,
  ),
  OIDC_ISSUER: variable(
    undefined,
    'Address of an OpenID provider that people may sign in with, for example https://id.example.org/realms/home. ' +
      'See docs/single-sign-on.md. Unset: none.',
    parseIssuer,
  ),
  OIDC_CLIENT_ID: variable(undefined, 'What the provider calls the portal.', parseText),
  OIDC_CLIENT_SECRET: variable(
    undefined,
    'Secret of the portal at the provider. Unset: the portal is a public client there.',
    parseText,
  ),
  OIDC_NAME: variable(undefined, 'Name of the provider on the sign-in page. Unset: its host name.', parseText),
  OIDC_SCOPES: variable('openid profile email', 'Scopes that are asked for.', parseScopes),
  OIDC_ROLE_CLAIM: variable(
    undefined,
    'Claim that decides the role at each sign-in, such as groups or realm_access.roles. Unset: roles are given here.',
    parseText,
  ),
  OIDC_ADMIN_VALUES: variable(undefined, 'Values of that claim that make an admin, comma-separated.', parseValues),
  OIDC_DEVELOPER_VALUES: variable(
    undefined,
    'Values of that claim that make a developer, comma-separated. Everybody else is a user.',
    parseValues,
  ),
  OIDC_GROUPS_CLAIM: variable(
    undefined,
    'Claim with the names of the groups that the person is in, set at each sign-in. Unset: groups are made here.',
    parseText,
  ),
  OIDC_EMPTY_CLAIMS: variable(
    'sent',
    'What a missing claim of roles or groups means: sent (the provider sends empty ones too, so a missing one says ' +
      'nothing, and role and groups stay), or omitted (it leaves out empty ones: no groups, the role user).',
    parseChoice('sent', 'omitted'),
  ),
  OIDC_SCIM_CLAIM: variable(
    'sub',
    'Claim that equals externalId of the same person at SCIM, for the provider of SCIM_PROVIDER; oid at Entra ID.',
    parseText,
  ),
  OIDC_AUTO_REGISTER: variable(
    'approval',
    'Who signs in for the first time gets an account: yes, approval (once an admin agrees), or no.',
    parseChoice('yes', 'approval', 'no'),
  ),
} as const;

/** One provider that people may sign in with. */
export interface OidcSettings {
  /** In addresses, such as /api/auth/oidc/work/start. */
  id: string;
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  /** For people. */
  name: string;
  scopes: string;
  roleClaim: string | undefined;
  adminValues: readonly string[];
  developerValues: readonly string[];
  groupsClaim: string | undefined;
  /** Whether the provider sends a claim without values, or leaves it out. */
  emptyClaims: 'sent' | 'omitted';
  /** Claim with the `externalId` of SCIM; nothing when SCIM belongs to another directory. */
  scimClaim: string | undefined;
  autoRegister: 'yes' | 'approval' | 'no';
}

type Field = Exclude<keyof typeof OIDC_VARIABLES, 'OIDC_PROVIDERS'>;

/** The provider of the plain variables. */
const PLAIN = 'oidc';
const variableOf = (id: string, field: Field): string =>
  id === PLAIN ? field : field.replace('OIDC_', `OIDC_${id.toUpperCase()}_`);

/**
 * Reads the providers, in the order of the sign-in page.
 * @param problems gets a sentence for each bad variable; those of the table itself are reported already
 */
export function readProviders(source: NodeJS.ProcessEnv, problems: string[]): OidcSettings[] {
  const given = (name: string) => source[name]?.trim() || undefined;
  const listed = parsed(parseIds, given('OIDC_PROVIDERS')) ?? [];
  const ids = given('OIDC_ISSUER') !== undefined && !listed.includes(PLAIN) ? [PLAIN, ...listed] : listed;
  for (const name of Object.keys(source)) {
    const [, id] = /^OIDC_([A-Z\d]+)_ISSUER$/.exec(name) ?? [];
    if (id && given(name) && !ids.includes(id.toLowerCase()))
      problems.push(`OIDC_PROVIDERS: expected ${id.toLowerCase()} in it, because ${name} is set.`);
  }
  if (!ids.includes(PLAIN))
    for (const name of Object.keys(OIDC_VARIABLES))
      if (name !== 'OIDC_PROVIDERS' && given(name)) problems.push(`OIDC_ISSUER: expected beside ${name}.`);
  const scim = given('SCIM_PROVIDER');
  if (scim !== undefined && !ids.includes(scim))
    problems.push('SCIM_PROVIDER: expected the id of a provider for sign-in, such as oidc.');
  return ids.flatMap((id) => readProvider(id, given, problems) ?? []);
}

function readProvider(
  id: string,
  given: (name: string) => string | undefined,
  problems: string[],
): OidcSettings | undefined {
  const before = problems.length;
  const read = <F extends Field>(field: F) => {
    const { parse, default: fallback } = OIDC_VARIABLES[field];
    const name = variableOf(id, field);
    try {
      const raw = given(name) ?? fallback;
      return raw === undefined ? undefined : (parse(raw) as ReturnType<(typeof OIDC_VARIABLES)[F]['parse']>);
    } catch (error) {
      if (!(error instanceof Expected)) throw error;
      if (id !== PLAIN) problems.push(`${name}: expected ${error.message}.`);
      return undefined;
    }
  };
  const [issuer, clientId] = [read('OIDC_ISSUER'), read('OIDC_CLIENT_ID')];
  for (const field of ['OIDC_ISSUER', 'OIDC_CLIENT_ID'] as const)
    if (!given(variableOf(id, field)))
      problems.push(`${variableOf(id, field)}: expected, because the provider ${id} is configured.`);
  const [roleClaim, adminValues, developerValues] = [
    read('OIDC_ROLE_CLAIM'),
    read('OIDC_ADMIN_VALUES'),
    read('OIDC_DEVELOPER_VALUES'),
  ];
  if ((roleClaim === undefined) !== (adminValues === undefined && developerValues === undefined))
    problems.push(
      `${variableOf(id, 'OIDC_ROLE_CLAIM')}: expected together with ${variableOf(id, 'OIDC_ADMIN_VALUES')} or ` +
        `${variableOf(id, 'OIDC_DEVELOPER_VALUES')}.`,
    );
  const settings = {
    id,
    clientSecret: read('OIDC_CLIENT_SECRET'),
    name: read('OIDC_NAME'),
    scopes: read('OIDC_SCOPES')!,
    roleClaim,
    adminValues: adminValues ?? [],
    developerValues: developerValues ?? [],
    groupsClaim: read('OIDC_GROUPS_CLAIM'),
    emptyClaims: read('OIDC_EMPTY_CLAIMS')!,
    scimClaim: given('SCIM_PROVIDER') === id ? read('OIDC_SCIM_CLAIM') : undefined,
    autoRegister: read('OIDC_AUTO_REGISTER')!,
  };
  if (problems.length > before || issuer === undefined || clientId === undefined) return undefined;
  return { ...settings, issuer, clientId, name: settings.name ?? new URL(issuer).hostname };
}

function parsed<T>(parse: Parser<T>, raw: string | undefined): T | undefined {
  try {
    return raw === undefined ? undefined : parse(raw);
  } catch (error) {
    if (error instanceof Expected) return undefined;
    throw error;
  }
}
