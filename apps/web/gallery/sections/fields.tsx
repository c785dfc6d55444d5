import { DateFilter } from '@/components/ui/date-filter';
import { TextField } from '@/components/ui/field';
import { PasswordField } from '@/components/ui/password-field';
import { Select } from '@/components/ui/select';
import { Group, nothing, Row } from '../group';

const OPTIONS = [
  { value: 'one', label: 'Last 24 hours' },
  { value: 'two', label: 'Last 7 days' },
];

/** What is filled in. */
export const Fields = () => (
  <Group title="Fields">
    <TextField label="Name" placeholder="Placeholder" />
    <TextField label="With a hint" defaultValue="ada" hint="Two to 64 characters." />
    <TextField label="With an error" defaultValue="a" error="At least two characters." />
    <TextField label="Disabled" defaultValue="Set by the environment" disabled />
    <TextField label="Long" size="lg" defaultValue={'A value that goes on and on '.repeat(6)} />
    <TextField label="Small" size="sm" defaultValue="Small" />
    <PasswordField label="Password" defaultValue="correct horse battery" hint="A long sentence is best." />
    <Row>
      <Select label="Range" value="one" options={OPTIONS} onChange={nothing} />
      <Select label="Range" value="two" options={OPTIONS} onChange={nothing} highlighted size="pill" />
      <Select label="Range" value="two" options={OPTIONS} onChange={nothing} disabled />
    </Row>
    <Row>
      <DateFilter search={{}} onChange={nothing} />
      <DateFilter search={{ date: 'own', from: '2026-11-01', to: '2026-11-29' }} onChange={nothing} />
    </Row>
  </Group>
);
