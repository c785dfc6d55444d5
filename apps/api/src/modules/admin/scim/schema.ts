/** An attribute of a resource, as RFC 7643 describes attributes. */
export interface Attribute {
  name: string;
  type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime';
  description: string;
  /** It is a list of complex values. */
  multiValued?: true;
  required?: true;
  caseExact?: true;
  /** No two resources have the same value. */
  unique?: true;
  readOnly?: true;
  sub?: readonly Attribute[];
}

export interface ResourceSchema {
  urn: string;
  name: 'User' | 'Group';
  endpoint: '/Users' | '/Groups';
  description: string;
  attributes: readonly Attribute[];
}

const text = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  description,
  ...more,
});

/** A list whose elements have the usual four fields. */
const list = (name: string, description: string): Attribute => ({
  name,
  type: 'complex',
  multiValued: true,
  description,
  sub: [
    text('value', 'The value itself'),
    text('display', 'The value for people'),
    text('type', 'What kind it is, such as work'),
    { name: 'primary', type: 'boolean', description: 'The first among them' },
  ],
});

/** A list of other resources. */
const references = (name: string, description: string, to: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'complex',
  multiValued: true,
  description,
  ...more,
  sub: [
    text('value', `Id of the ${to}`, { caseExact: true }),
    { name: '$ref', type: 'reference', description: `Address of the ${to}`, caseExact: true },
    text('display', `Name of the ${to}`, { readOnly: true }),
    text('type', 'What it is', { readOnly: true }),
  ],
});

/** Of every resource, and part of no schema. */
export const COMMON: readonly Attribute[] = [
  text('id', 'Given by this server', { readOnly: true, caseExact: true }),
  text('externalId', 'What the provider calls it', { caseExact: true }),
  text('schemas', 'Kinds of the resource', { readOnly: true, caseExact: true }),
  {
    name: 'meta',
    type: 'complex',
    description: 'What the server says of it',
    readOnly: true,
    sub: [
      text('resourceType', 'User or Group', { caseExact: true }),
      { name: 'created', type: 'dateTime', description: 'When it was made' },
      { name: 'lastModified', type: 'dateTime', description: 'When the provider changed it last' },
      text('location', 'Its address', { caseExact: true }),
      text('version', 'Its ETag', { caseExact: true }),
    ],
  },
];

export const USER: ResourceSchema = {
  urn: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  endpoint: '/Users',
  description: 'An account of a person',
  attributes: [
    text('userName', 'Name at the provider', { required: true, unique: true }),
    {
      name: 'name',
      type: 'complex',
      description: 'Name of the person',
      sub: [
        text('formatted', 'The whole name'),
        text('familyName', 'Family name'),
        text('givenName', 'Given name'),
        text('middleName', 'Middle name'),
        text('honorificPrefix', 'Title before the name'),
        text('honorificSuffix', 'Title behind the name'),
      ],
    },
    text('displayName', 'Name for people'),
    text('nickName', 'How the person is called'),
    text('title', 'What the person does'),
    text('userType', 'Relation to the organisation'),
    text('preferredLanguage', 'Language of the person'),
    text('locale', 'Locale of the person'),
    text('timezone', 'Time zone of the person'),
    { name: 'active', type: 'boolean', description: 'Whether the person may sign in' },
    list('emails', 'E-mail addresses; the account has the primary one, else the first'),
    list('roles', 'A value user, developer or admin sets the role; the strongest counts'),
    list('entitlements', 'As roles'),
    references('groups', 'Groups of the person', 'group', { readOnly: true }),
  ],
};

export const GROUP: ResourceSchema = {
  urn: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  endpoint: '/Groups',
  description: 'A group of people',
  attributes: [
    text('displayName', 'Name of the group', { required: true, unique: true }),
    references('members', 'People in the group', 'person'),
  ],
};

/**
 * Attributes of the standard's User that this server does not keep. Providers send them whether or not the schema lists
 * them, and would stop at a refusal.
 */
const NOT_KEPT = new Set(['password', 'profileurl', 'phonenumbers', 'ims', 'photos', 'addresses', 'x509certificates']);

/** An attribute, and one of its fields where the path names one. */
export interface Located {
  attribute: Attribute;
  sub?: Attribute;
}

const named = (attributes: readonly Attribute[], name: string): Attribute | undefined =>
  attributes.find((one) => one.name.toLowerCase() === name.toLowerCase());

/**
 * Finds the attribute of a path, whatever its case, with or without the name of the schema before it.
 * @returns 'not-kept' for what the standard knows and this server does not keep; `undefined` for what nobody knows
 */
export function locate(schema: ResourceSchema, path: string): Located | 'not-kept' | undefined {
  const prefix = `${schema.urn.toLowerCase()}:`;
  const isNamed = path.toLowerCase().startsWith(prefix);
  // Another schema's attribute, such as one of the enterprise extension.
  if (!isNamed && /^urn:/i.test(path)) return 'not-kept';
  const [name = '', field, ...more] = (isNamed ? path.slice(prefix.length) : path).split('.');
  if (schema === USER && NOT_KEPT.has(name.toLowerCase())) return 'not-kept';
  const attribute = named(schema.attributes, name) ?? named(COMMON, name);
  if (!attribute || more.length > 0) return undefined;
  if (field === undefined) return { attribute };
  const sub = named(attribute.sub ?? [], field);
  return sub && { attribute, sub };
}
