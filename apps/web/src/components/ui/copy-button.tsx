import { Check, Copy, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/lib/announce';
import { useCopy } from '@/lib/use-copy';
import { IconButton } from './icon-button';

interface CopyButtonProps {
  text: string | (() => string);
  label?: string;
  icon?: LucideIcon;
  className?: string;
  /** What the button copies, so that a shortcut can find the last one. */
  'data-copy'?: string;
}

/** Copies a text. Confirms it with a check mark for a moment and tells screen readers. */
export function CopyButton({ text, label, icon = Copy, ...rest }: CopyButtonProps) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  const onClick = () => void copy(typeof text === 'string' ? text : text()).then(() => announce(t('copied')));
  return (
    <IconButton
      icon={copied ? Check : icon}
      label={copied ? t('copied') : (label ?? t('copy'))}
      onClick={onClick}
      {...rest}
    />
  );
}
