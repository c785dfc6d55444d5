import { create } from 'zustand';

/** Whether the toast layer is needed yet: it is loaded with the first toast. */
export const useToastsNeeded = create<{ needed: boolean }>(() => ({ needed: false }));

interface ToastOptions {
  /** Shows a button that takes the thing back, for as long as the toast stands. */
  action?: { label: string; run: () => void };
  durationMs?: number;
  onGone?: () => void;
}

/** Says in a corner what happened in the background, or that something can still be undone. */
export async function showToast(text: string, { action, durationMs, onGone }: ToastOptions = {}): Promise<void> {
  useToastsNeeded.setState({ needed: true });
  const { toast } = await import('sonner');
  toast(text, {
    duration: durationMs,
    onAutoClose: onGone,
    onDismiss: onGone,
    action: action && { label: action.label, onClick: action.run },
  });
}
