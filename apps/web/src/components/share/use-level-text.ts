import { type ShareDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';

/** Says who may read a share. */
export function useLevelText(): (share: Pick<ShareDto, 'level' | 'group'>) => string {
  const { t } = useTranslation('shares');
  return ({ level, group }) =>
    level === 'group' ? (group ? t('level.group', { group: group.name }) : t('level.noGroup')) : t(`level.${level}`);
}
