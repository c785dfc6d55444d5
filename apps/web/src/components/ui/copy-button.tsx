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
  /** What it copies, so that a shortcut finds the last one. */
  'data-copy'?: string;
}

/** Copies a text; for a moment the icon is a check mark, and a screen reader hears it. */
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
