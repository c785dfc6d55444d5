import { MOST_RESOURCES } from './list-query.js';
import { GROUP, USER, type Attribute, type ResourceSchema } from './schema.js';

// What the server tells of itself, so that a provider can adapt (RFC 7643, 5 to 7).

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

export const SCHEMAS: readonly ResourceSchema[] = [USER, GROUP];

export const providerConfig = (base: string) => ({
  schemas: [CONFIG],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MOST_RESOURCES },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'Authorization: Bearer, with the SCIM_TOKEN of the server',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

export const resourceType = ({ name, endpoint, description, urn }: ResourceSchema, base: string) => ({
  schemas: [RESOURCE_TYPE],
  id: name,
  name,
  endpoint,
  description,
  schema: urn,
  schemaExtensions: [],
  meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
});

export const schemaReply = ({ urn, name, description, attributes }: ResourceSchema, base: string) => ({
  schemas: [SCHEMA],
  id: urn,
  name,
  description,
  attributes: attributes.map(attributeReply),
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${urn}` },
});

const attributeReply = (attribute: Attribute): object => {
  const { name, type, description, multiValued, required, caseExact, unique, readOnly, sub } = attribute;
  return {
    name,
    type,
    description,
    multiValued: multiValued === true,
    required: required === true,
    ...((type === 'string' || type === 'reference') && { caseExact: caseExact === true }),
    mutability: readOnly ? 'readOnly' : 'readWrite',
    returned: 'default',
    uniqueness: unique ? 'server' : 'none',
    ...(type === 'reference' && { referenceTypes: ['User', 'Group'] }),
    ...(sub && { subAttributes: sub.map(attributeReply) }),
  };
};
