import { type LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from './button';
import { Icon } from './icon';

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  icon: LucideIcon;
  label: string;
  keys?: string[];
}

/** A button with only an icon. The label is its accessible name and its tooltip. */
export function IconButton({ icon, label, keys, variant = 'quiet', size = 'icon', ...rest }: IconButtonProps) {
  return (
    <Button variant={variant} size={size} aria-label={label} data-tip={label} data-tip-keys={keys?.join(' ')} {...rest}>
      <Icon as={icon} />
    </Button>
  );
}
