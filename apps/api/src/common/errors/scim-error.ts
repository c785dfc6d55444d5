import type { DomainError } from './domain-error.js';
import type { ErrorCode } from './error-codes.js';

/** Our codes that RFC 7644 has a word for; others say theirs themselves. */
const TYPES: Partial<Record<ErrorCode, string>> = {
  'group.exists': 'uniqueness',
  'request.invalid': 'invalidSyntax',
  'user.exists': 'uniqueness',
};

/** An error in the shape of SCIM (RFC 7644, 3.12), under `/scim`. */
export function toScimError(error: DomainError): { status: number; body: object } {
  const scimType = error.members?.scimType ?? TYPES[error.code];
  return {
    status: error.status,
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(error.status),
      ...(typeof scimType === 'string' && { scimType }),
      detail: error.detail,
    },
  };
}
