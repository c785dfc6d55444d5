import { create } from 'zustand';

/** Whether the toast layer is needed: its code loads with the first toast. */
export const useToastsNeeded = create<{ needed: boolean }>(() => ({ needed: false }));

interface ToastOptions {
  /** Shows an undo button as long as the toast is visible. */
  action?: { label: string; run: () => void };
  durationMs?: number;
  onGone?: () => void;
}

/** Reports a background result in a corner of the screen, or offers an undo. */
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
