import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';
import { TextField } from './field';
import { ErrorNotice } from './notice';

interface TypedDialogProps {
  title: string;
  description: ReactNode;
  /** The prompt, such as "Type “ada” to delete it". */
  label: string;
  /** The text that has to be typed. */
  expected: string;
  /** Label of the button. */
  action: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Confirms an irreversible action. The person has to type a word, so that nobody confirms out of habit. */
export function TypedDialog({
  title,
  description,
  label,
  expected,
  action,
  busy,
  error,
  onConfirm,
  onClose,
}: TypedDialogProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const meant = typed.trim() === expected.trim();
  return (
    <Dialog open onOpenChange={onClose} dismissible={!busy} title={title} description={description}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (meant) onConfirm();
        }}
      >
        {error !== null && error !== undefined && <ErrorNotice error={error} />}
        <TextField
          label={label}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => setTyped(event.target.value)}
        />
        <DialogActions>
          <Button variant="quiet" disabled={busy} onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" variant="danger" busy={busy} disabled={!meant}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
