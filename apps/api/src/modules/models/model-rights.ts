import type { Principal } from '../../common/access/principal.js';
import { roleCovers, type Role } from '../../common/access/roles.js';
import type { Model } from './model.entity.js';

type Rule = (model: Model, principal: Principal) => boolean;

/** Who may use a model, as one line: all of these must allow it. */
const RULES = {
  /** An admin offers it. */
  enabled: ({ is_enabled }) => is_enabled,
  /** The person's role is one that it is for, or higher. */
  role: ({ roles }, { role }) => roles.length === 0 || roles.some((needed) => roleCovers(role, needed as Role)),
  /** It is reserved for no groups, or for one of the person's. */
  reserved: ({ group_ids }, { groups }) => group_ids === null || group_ids.some((id) => groups.ids.includes(id)),
  /** The person's groups, if there are any, allow it: one of them is enough. */
  groups: ({ id }, { groups }) => groups.modelIds === null || groups.modelIds.includes(id),
  /** The API key, if there is one, is bound to no models, or to this one. */
  key: ({ id }, { key }) => !key || key.modelIds.length === 0 || key.modelIds.includes(id),
} satisfies Record<string, Rule>;

export type RightRule = keyof typeof RULES;
export const RIGHT_RULES = Object.keys(RULES) as RightRule[];
const ALL: Rule[] = Object.values(RULES);

/** Whether the principal may use the model: the one answer for every route, dialect, list, job and cache. */
export const permitted = (model: Model, principal: Principal): boolean =>
  ALL.every((allows) => allows(model, principal));

/**
 * Whether the principal may use a model that the portal does not know, such as one of an audio server: nobody whose
 * groups or key name models may, because theirs are the portal's.
 */
export const permittedUnlisted = ({ groups, key }: Principal): boolean =>
  groups.modelIds === null && !(key && key.modelIds.length > 0);

/** The same, rule by rule. */
export const judge = (model: Model, principal: Principal): { rule: RightRule; allowed: boolean }[] =>
  RIGHT_RULES.map((rule) => ({ rule, allowed: RULES[rule](model, principal) }));
