import { mod, spec } from './paths.mjs';

const RULES = mod('models/model-rights');
const MATRIX = spec('groups-matrix');
const GROUPS = spec('groups');
const PROVIDED = spec('oidc-groups');
const PROVIDER_GROUPS = mod('auth/groups/provider-group.repository');

/**
 * Who may use which model. The rules of role, key and switch are among those of owners, keys and cache.
 * @type {import('./list.mjs').Defect[]}
 */
export const RIGHT_DEFECTS = [
  {
    name: 'a reserved model is for everybody',
    file: RULES,
    find: 'group_ids === null || group_ids.some((id) => groups.ids.includes(id))',
    replace: 'group_ids === null || group_ids.every((id) => groups.ids.includes(id) || id !== undefined)',
    specs: [MATRIX, GROUPS],
    titles: 'POST /v1/|a reserved model is for its groups',
  },
  {
    name: 'what the groups of a person allow is ignored',
    file: RULES,
    find: 'groups.modelIds === null || groups.modelIds.includes(id)',
    replace: 'groups.modelIds === null || groups.modelIds.length >= 0 || id === undefined',
    specs: [GROUPS],
    titles: 'the union over the groups',
  },
  {
    name: 'a list has the models of everybody',
    file: mod('models/models.service'),
    find: 'const mine = all.filter(({ model }) => permitted(model, principal));',
    replace: 'const mine = all.filter(({ model }) => model.is_enabled || permitted(model, principal));',
    specs: [MATRIX],
    titles: 'does not name it',
  },
  {
    name: 'the lists of the gateway have the models of everybody',
    file: mod('developer/gateway/gateway.service'),
    find: 'return (await this.models.list(principal)).filter(',
    replace: 'return (await this.models.listAll()).map(({ dto }) => ({ ...dto, is_default: !principal })).filter(',
    specs: [MATRIX],
    titles: 'does not name it|does not know it',
  },
  {
    name: 'whoever knows the name of a model gets it',
    file: mod('models/models.service'),
    find: '.find((model) => model && !model.withdrawn_at && permitted(model, principal));',
    replace: '.find((model) => model && !model.withdrawn_at && (model.is_enabled || permitted(model, principal)));',
    specs: [MATRIX],
    titles: 'POST /v1/chat/completions|POST /api/chat$|a message that waits|each run',
  },
  {
    name: 'the default is a model that is not for everybody',
    file: mod('models/models.service'),
    find: 'defaultOf((await this.listAll()).filter(({ model }) => permitted(model, principal)))',
    replace: 'defaultOf((await this.listAll()).filter(({ model }) => model.is_enabled || permitted(model, principal)))',
    specs: [MATRIX],
    titles: 'as the default',
  },
  {
    name: 'a fallback is not asked for the right to it',
    file: mod('models/models.service'),
    find: 'all.filter((one) => one.id === id && !one.withdrawn_at && permitted(one, principal)),',
    replace: 'all.filter((one) => one.id === id && (!one.withdrawn_at || permitted(one, principal))),',
    specs: [MATRIX],
    titles: 'it is no fallback',
  },
  {
    name: 'a key is bound to a model that its owner may not use',
    file: mod('models/models.service'),
    find: '.filter((model) => !model.withdrawn_at && permitted(model, principal))\n        .map',
    replace: '.filter((model) => !model.withdrawn_at || permitted(model, principal))\n        .map',
    specs: [GROUPS],
    titles: 'rule by rule, for keys too',
  },
  {
    name: 'an answer in a chat outlives the right to its model',
    file: mod('chat/runs/run.worker'),
    find: 'return this.watch.watch({ userId, key }, check, ending).stop;',
    replace: 'return this.watch.watch({ userId, key }, () => check, ending).stop;',
    specs: [GROUPS],
    titles: 'an answer in progress ends',
  },
  {
    name: 'an answer of the gateway outlives the right to its model',
    file: mod('developer/gateway/gateway.service'),
    find: 'return this.principalWatch.watch(principal, check, ending).stop;',
    replace: 'return this.principalWatch.watch(principal, () => check, ending).stop;',
    specs: [GROUPS],
    titles: 'an answer in progress ends',
  },
  {
    name: 'of several groups the lowest quota holds',
    file: mod('usage/quota.repository'),
    find: 'max(one.value::bigint) AS most',
    replace: 'min(one.value::bigint) AS most',
    specs: [GROUPS],
    titles: 'the quota is the highest',
  },
  {
    name: 'the last group of a reserved model opens it when it is deleted',
    file: mod('auth/groups/group.repository'),
    find: 'SET group_ids = array_remove(group_ids, $1)',
    replace: 'SET group_ids = nullif(array_remove(group_ids, $1), ARRAY[]::uuid[])',
    specs: [GROUPS],
    titles: 'stays closed when the last group',
  },
  {
    name: 'one group that allows everything does not open the others',
    file: mod('auth/groups/group.repository'),
    find: 'rows.every(({ model_ids }) => model_ids !== null)',
    replace: 'rows.some(({ model_ids }) => model_ids !== null)',
    specs: [GROUPS],
    titles: 'the union over the groups',
  },
  {
    name: 'a group that a provider makes opens everything',
    file: mod('auth/groups/group.repository'),
    find: 'all.filter(({ models_decided }) => models_decided)',
    replace: 'all.filter(({ models_decided }) => models_decided !== undefined)',
    specs: [PROVIDED, spec('scim-rules')],
    titles: 'until an admin',
  },
  {
    name: 'a missing claim empties the groups',
    file: mod('auth/oidc/claims'),
    find: "emptyClaims === 'omitted' ? [] : undefined",
    replace: "emptyClaims === 'omitted' ? [] : []",
    specs: [PROVIDED],
    titles: 'the claim is missing$',
  },
  {
    name: 'a claim that was too long empties the groups',
    file: mod('auth/oidc/claims'),
    find: "root === 'groups' && isTooLong",
    replace: "root === '' && isTooLong",
    specs: [PROVIDED],
    titles: 'was too long$',
  },
  {
    name: 'a sign-in at one provider empties the groups of another',
    file: PROVIDER_GROUPS,
    find: "starts_with(g.external_id, $4 || ':')",
    replace: "g.external_id <> $4 || ':'",
    specs: [PROVIDED],
    titles: 'groups of one provider stay',
  },
  {
    name: 'new groups of many come before those that are here',
    file: PROVIDER_GROUPS,
    find: 'rank(a) - rank(b) || byName(a, b)',
    replace: 'byName(a, b)',
    specs: [PROVIDED],
    titles: 'no more than 200',
  },
  {
    name: 'two admins mix their members',
    file: mod('auth/groups/group.repository'),
    find: "where: { id }, lock: { mode: 'for_no_key_update' } }",
    replace: 'where: { id } }',
    specs: [GROUPS],
    titles: 'not a mixture',
  },
  {
    name: 'a change of a group is announced to nobody',
    file: mod('auth/groups/groups.service'),
    find: "this.changes.announce('groups');",
    replace: '',
    specs: [GROUPS],
    titles: 'the union over the groups',
  },
];
