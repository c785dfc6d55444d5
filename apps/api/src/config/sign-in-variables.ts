import { OIDC_VARIABLES } from './oidc.js';
import { parseInteger, parseText } from './parsers.js';
import { TRUSTED_HEADER_VARIABLES } from './trusted-header.js';
import { variable } from './variable.js';

/** How people come in whose accounts are elsewhere, and what is known of them there. */
export const SIGN_IN_VARIABLES = {
  ...OIDC_VARIABLES,
  ...TRUSTED_HEADER_VARIABLES,
  EXTERNAL_SESSION_HOURS: variable(
    '12',
    'Hours after which a session that was opened through a provider ends, however much it is used: the person signs ' +
      'in there again, and whoever has left stays out. 0: as other sessions, 30 days after the last use.',
    parseInteger(0, 8_760),
  ),
  SCIM_TOKEN: variable(
    undefined,
    'Bearer token with which a provider of identities makes, changes and deletes accounts and groups at /scim/v2 ' +
      '(SCIM 2.0), at least 32 characters. Unset: there is no /scim.',
    parseText,
  ),
  SCIM_PROVIDER: variable(
    undefined,
    'Provider for sign-in (oidc, or an id of OIDC_PROVIDERS) that is the same directory as the one that speaks ' +
      'SCIM: an account of SCIM opens to the person there whose OIDC_SCIM_CLAIM equals its externalId. Unset: none.',
    parseText,
  ),
} as const;
