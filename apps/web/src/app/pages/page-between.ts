import { type User } from '@pocket-llm/api-client';
import { modelsQuery } from '@/lib/queries';
import { queryClient } from '@/lib/query-client';
import { firstPage } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';
import { isUseful } from '@/lib/use-model';

const LEFT = 'pocket-llm.welcome-left';

/** The first minutes are over on this device: whether they were finished or left for later. */
export const leaveWelcome = (): void => writeStored(LEFT, '1');

/**
 * The page that comes between signing in and what the person came for, if any: what the server requires, the choice of
 * a password, or the first minutes of a fresh portal, which has no model but the demonstration.
 */
export async function pageBetween(user: User): Promise<'/welcome' | '/new-password' | ReturnType<typeof firstPage>> {
  const first = firstPage();
  if (first) return first;
  if (user.must_change_password) return user.role === 'admin' ? '/welcome' : '/new-password';
  if (user.role !== 'admin' || readStored(LEFT)) return undefined;
  const models = await queryClient.fetchQuery(modelsQuery).catch(() => undefined);
  return models && !models.some(isUseful) ? '/welcome' : undefined;
}
