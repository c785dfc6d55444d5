/** Codes of the server that have a text of their own; whatever else stands in the address is never shown. */
const PROBLEMS = {
  'auth.account-inactive': 'problem.inactive',
  'auth.account-pending': 'problem.pending',
  'auth.busy': 'problem.busy',
  'oidc.clock': 'problem.clock',
  'oidc.connected-elsewhere': 'problem.connectedElsewhere',
  'oidc.denied': 'problem.denied',
  'oidc.email-taken': 'problem.emailTaken',
  'oidc.failed': 'problem.failed',
  'oidc.no-account': 'problem.noAccount',
  'oidc.no-auth-time': 'problem.noAuthTime',
  'oidc.not-fresh': 'problem.notFresh',
  'oidc.other-person': 'problem.otherPerson',
  'oidc.provisioned': 'problem.provisioned',
  'oidc.refused': 'problem.refused',
  'oidc.state-lost': 'problem.stateLost',
  'oidc.unavailable': 'problem.unavailable',
  'oidc.wrong-issuer': 'problem.wrongIssuer',
  'provider.not-found': 'problem.noProvider',
  'proxy.header-invalid': 'problem.headerInvalid',
  'proxy.no-person': 'problem.noPerson',
  'proxy.not-from-proxy': 'problem.notFromProxy',
  'request.rate-limited': 'problem.busy',
} as const;

/** Key of the text for what went wrong on the way through a provider, or a proxy; nothing for other codes. */
export const problemKey = (code: string | undefined) =>
  code !== undefined && Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as keyof typeof PROBLEMS] : undefined;
