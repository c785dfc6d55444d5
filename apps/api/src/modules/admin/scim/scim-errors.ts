import { DomainError } from '../../../common/errors/domain-error.js';

/** `scimType` of RFC 7644, 3.12, as far as this server uses it. */
export type ScimType = 'invalidFilter' | 'invalidPath' | 'invalidSyntax' | 'invalidValue' | 'mutability' | 'noTarget';

/** A request that a provider has to change before it can succeed. */
export const scimInvalid = (scimType: ScimType, detail: string): DomainError =>
  new DomainError('scim.invalid', detail, { members: { scimType } });
