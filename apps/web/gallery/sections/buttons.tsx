import { Copy, Download, RefreshCw, Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { CopyButton } from '@/components/ui/copy-button';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { SureButton } from '@/components/ui/sure-button';
import { Switch } from '@/components/ui/switch';
import { Wordmark } from '@/components/ui/wordmark';
import { Group, nothing, Row } from '../group';

const VARIANTS = ['primary', 'outline', 'quiet', 'live', 'danger'] as const;
const SIZES = ['sm', 'md', 'lg', 'pill'] as const;

/** What is pressed. */
export const Buttons = () => (
  <Group title="Buttons">
    <Wordmark />
    {VARIANTS.map((variant) => (
      <Row key={variant}>
        <Button variant={variant}>{variant}</Button>
        <Button variant={variant} disabled>
          disabled
        </Button>
        <Button variant={variant} busy>
          busy
        </Button>
        <Button variant={variant}>
          <Icon as={Download} />
          with an icon
        </Button>
      </Row>
    ))}
    <Row>
      {SIZES.map((size) => (
        <Button key={size} size={size}>
          size {size}
        </Button>
      ))}
    </Row>
    <Row>
      <IconButton icon={RefreshCw} label="Refresh" />
      <IconButton icon={RefreshCw} label="Refresh" disabled />
      <IconButton icon={Copy} label="Copy" variant="outline" />
      <IconButton icon={Trash2} label="Delete" variant="danger" size="round" />
      <CopyButton text="copied" />
      <SureButton label="Empty the cache" sureLabel="Empty 1,204 answers" onSure={nothing} />
    </Row>
    <Row>
      <Chip on onChange={nothing}>
        Archived
      </Chip>
      <Chip on={false} onChange={nothing}>
        Pinned
      </Chip>
      <Switch label="On" checked onChange={nothing} />
      <Switch label="Off" checked={false} onChange={nothing} />
      <Switch label="On, fixed" checked disabled onChange={nothing} />
      <Switch label="Off, fixed" checked={false} disabled onChange={nothing} />
    </Row>
  </Group>
);
