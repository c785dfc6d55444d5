import { type Model } from '@pocket-llm/api-client';
import { type ReactElement } from 'react';
import { Menu, MenuItem } from '@/components/ui/menu';

interface OtherModelMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  models: readonly Model[];
  onChoose: (name: string) => void;
}

/** The models that could answer instead. */
export default function OtherModelMenu({ trigger, startOpen, models, onChoose }: OtherModelMenuProps) {
  return (
    <Menu trigger={trigger} startOpen={startOpen}>
      {models.map(({ id, name, display_name }) => (
        <MenuItem key={id} onSelect={() => onChoose(name)}>
          {display_name}
        </MenuItem>
      ))}
    </Menu>
  );
}
