import { activeTab, closeTab, editTab, editValue, openTab, type Saved, useTabs, valuesFor } from './tabs-store';

const saved: Saved = {
  id: 'q',
  name: 'Errors',
  sql: 'SELECT :days',
  parameters: { days: '7' },
  mine: false,
  shared: true,
};
const changed: Saved = { ...saved, sql: 'SELECT :days, :role', parameters: { days: '30', role: 'admin' } };
const shown = () => ({ sql: activeTab().sql, values: valuesFor(activeTab().sql, activeTab()) });

describe('a saved query that is opened again after its owner changed it', () => {
  beforeEach(() => {
    for (const { id } of useTabs.getState().tabs) closeTab(id);
    openTab(saved.sql, saved);
  });

  it('has its text and values of now, in the same tab', () => {
    openTab('SELECT 2');
    openTab(changed.sql, changed);
    expect(useTabs.getState().tabs).toHaveLength(2);
    expect(shown()).toEqual({ sql: changed.sql, values: changed.parameters });
    expect(activeTab().saved).toBe(changed);
  });

  it('keeps the text that was written there', () => {
    editTab({ sql: 'SELECT :days + 1' });
    openTab(changed.sql, changed);
    expect(shown()).toEqual({ sql: 'SELECT :days + 1', values: { days: '7' } });
  });

  it('keeps the values that were typed there', () => {
    editValue('days', '1');
    openTab(changed.sql, changed);
    expect(shown()).toEqual({ sql: changed.sql, values: { days: '1', role: 'admin' } });
  });
});
