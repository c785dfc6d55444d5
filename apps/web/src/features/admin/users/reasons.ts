import {
  type AdminUserDto,
  type KeyRightDto,
  type ModelRightDto,
  type RightsDto,
  type RuleDto,
} from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatList } from '@/lib/format';

/** The rules of the rights to a model as sentences about a person. */
export function useReasons({ username: name }: AdminUserDto, { role, groups, other_groups }: RightsDto) {
  const { t } = useTranslation('groups');
  const { t: common } = useTranslation();
  const deciding = groups.filter(({ models_decided }) => models_decided);
  const namesOf = (ids: readonly string[]) =>
    formatList([...groups, ...other_groups].filter(({ id }) => ids.includes(id)).map((group) => group.name));
  return {
    /** Why a rule allows the model, or what stands in the way and how to change it. */
    sentence: ({ display_name: model }: ModelRightDto, { rule, allowed, group_ids }: RuleDto): string => {
      switch (rule) {
        case 'enabled':
          return t(allowed ? 'why.enabled' : 'why.disabled', { model });
        case 'role':
          return t(allowed ? 'why.role' : 'why.notRole', { model, name, role: common(`role.${role}`) });
        case 'reserved':
          if (group_ids.length === 0) return t(allowed ? 'why.unreserved' : 'why.nobody', { model });
          return t(allowed ? 'why.reserved' : 'why.notReserved', { model, name, groups: namesOf(group_ids) });
        case 'groups':
          if (deciding.length === 0) return t('why.noGroup', { name });
          if (allowed) return t('why.groups', { model, groups: namesOf(group_ids) });
          return t('why.notGroups', { model, name, groups: namesOf(deciding.map(({ id }) => id)) });
        case 'key':
          return '';
      }
    },
    /** Whether a key of the person may use the model. */
    key: (
      { display_name: model, allowed: isOwners }: ModelRightDto,
      { name: key, allowed, works }: KeyRightDto,
    ): string => {
      if (!works) return t('why.keyClosed', { name, key });
      return t(allowed ? 'why.key' : isOwners ? 'why.keyBound' : 'why.keyOwner', { model, name, key });
    },
  };
}
