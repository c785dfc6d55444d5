import { queryClient } from '@/lib/query-client';
import { audioQuery } from './api';

/** Whether the portal can write down what this browser records. */
export async function canRecord(): Promise<boolean> {
  // Browsers have no microphone for pages that came without TLS, except from this machine.
  if (!('MediaRecorder' in window) || !('mediaDevices' in navigator)) return false;
  return (await queryClient.fetchQuery(audioQuery)).available;
}
