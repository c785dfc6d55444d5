import { type LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from './button';
import { Icon } from './icon';
import { Tooltip } from './tooltip';

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  icon: LucideIcon;
  label: string;
  keys?: string[];
}

/** A button with an icon only: the label is its name and its tooltip. */
export function IconButton({ icon, label, keys, variant = 'quiet', size = 'icon', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <Button variant={variant} size={size} aria-label={label} {...rest}>
        <Icon as={icon} />
      </Button>
    </Tooltip>
  );
}
