import { Copy, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CommandDialog, CommandGroup, CommandItem } from '@/components/ui/command';
import { Dialog, Sheet } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { Menu, MenuItem, MenuSeparator, Submenu } from '@/components/ui/menu';
import { Picker } from '@/components/ui/picker';
import TipLayer from '@/components/ui/tip-layer';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { Group, nothing, Row } from '../group';

const KINDS = ['dialog', 'sheet', 'bottom sheet', 'typed dialog', 'palette'] as const;
type Kind = (typeof KINDS)[number];

const GROUPS = [
  { value: 'Ollama', items: ['gemma2:2b', 'qwen3:4b'] },
  { value: 'Elsewhere', note: 'out of reach', items: ['gpt-oss:20b'] },
];

/** What lies above a page. Each opens with its button. */
export function Overlays() {
  const [open, setOpen] = useState<Kind>();
  const close = () => setOpen(undefined);
  return (
    <Group title="Overlays">
      <TipLayer />
      <Row>
        {KINDS.map((kind) => (
          <Button key={kind} onClick={() => setOpen(kind)}>
            Open {kind}
          </Button>
        ))}
        <Menu trigger={<Button>Open menu</Button>}>
          <MenuItem icon={Pencil} onSelect={nothing}>
            Rename
          </MenuItem>
          <MenuItem icon={Copy} onSelect={nothing} disabled>
            Copy
          </MenuItem>
          <Submenu label="Export">
            <MenuItem onSelect={nothing}>Markdown</MenuItem>
          </Submenu>
          <MenuSeparator />
          <MenuItem icon={Trash2} onSelect={nothing} danger>
            Delete
          </MenuItem>
        </Menu>
        <Picker
          trigger={<Button>Open picker</Button>}
          label="Model"
          placeholder="Search models"
          empty="No model matches."
          groups={GROUPS}
          value="gemma2:2b"
          onChange={nothing}
          idOf={String}
          textOf={String}
          isDisabled={(name) => name.startsWith('gpt')}
        >
          {(name) => name}
        </Picker>
      </Row>
      <Dialog open={open === 'dialog'} onOpenChange={close} title="Create a key" description="It is shown once.">
        <TextField label="Name" />
        <Button variant="primary">Create</Button>
      </Dialog>
      <Sheet open={open === 'sheet'} onOpenChange={close} title="Inspector" side="end">
        <p className="p-6">What the sheet has to say.</p>
      </Sheet>
      <Sheet open={open === 'bottom sheet'} onOpenChange={close} title="Range" side="bottom">
        <p className="p-6">What the sheet has to say.</p>
      </Sheet>
      {open === 'typed dialog' && (
        <TypedDialog
          title="Delete the account of ada"
          description="Chats, keys and settings go with it. This cannot be undone."
          label="Type “ada” to delete it"
          expected="ada"
          action="Delete account"
          busy={false}
          error={undefined}
          onConfirm={nothing}
          onClose={close}
        />
      )}
      <CommandDialog
        open={open === 'palette'}
        onOpenChange={close}
        title="Commands"
        placeholder="Search chats and commands"
        value=""
        onValueChange={nothing}
        best={undefined}
        items={undefined}
      >
        <CommandGroup heading="Actions">
          <CommandItem icon={Pencil} value="new" keys={['Ctrl', 'Shift', 'O']} onSelect={nothing}>
            New chat
          </CommandItem>
          <CommandItem icon={Copy} value="copy" onSelect={nothing}>
            Copy the last answer
          </CommandItem>
        </CommandGroup>
      </CommandDialog>
    </Group>
  );
}
