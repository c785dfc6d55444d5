import { identitiesList } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** Whether the account has a password, and with which providers it is connected. */
export const identitiesQuery = queryOptions({
  queryKey: ['identities'],
  queryFn: async ({ signal }) => (await identitiesList({ signal })).data,
});

/** On it the window of a provider says that the person has confirmed who he is. */
const CHANNEL = 'pocket-llm.confirmed';

/** In that window: tells the others, and closes it where the browser permits. */
export function tellConfirmed(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(true);
  channel.close();
  window.close();
}

/** In the window that waits. @returns what stops the waiting */
export function onConfirmed(then: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = then;
  return () => channel.close();
}
