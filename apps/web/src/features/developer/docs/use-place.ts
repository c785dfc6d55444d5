import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '@/lib/queries';
import { useModels } from '@/lib/use-model';
import { KEY_PLACEHOLDER, ownAddress } from '../parts/address';
import { type SnippetPlace } from './snippets';

/** What the examples are filled with here: this address, models that are there, and never a key. */
export function usePlace(): Required<SnippetPlace> {
  const { model } = useModels();
  const all = useQuery(modelsQuery).data ?? [];
  const vectors = all.find(({ capabilities, available }) => available && capabilities.includes('embedding'));
  return {
    base: ownAddress(),
    model: model?.name ?? 'gemma2:2b',
    key: KEY_PLACEHOLDER,
    embeddingModel: vectors?.name ?? 'nomic-embed-text',
  };
}
