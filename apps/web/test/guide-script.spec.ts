import { fireEvent, screen, waitFor } from '@testing-library/react';

const SECTIONS = [{ page: 'Chat', title: 'Compare', text: 'Ask two models at once.', address: '#compare' }];

it('Enter in the search of the guide follows the first result, and none that is hidden', async () => {
  document.body.innerHTML = `<div class="search" hidden>
    <input type="search" /><ul aria-label="Results" hidden></ul><p role="status"></p>
  </div>`;
  globalThis.fetch = () => Promise.resolve({ json: () => Promise.resolve(SECTIONS) } as Response);
  const followed: (string | null)[] = [];
  document.addEventListener('click', ({ target }) => followed.push((target as Element).getAttribute('href')));
  jest.requireActual('../../../scripts/guide/guide.js');
  const field = screen.getByRole('searchbox');
  const search = async () => {
    fireEvent.input(field, { target: { value: 'compare' } });
    await waitFor(() => expect(screen.getByRole('list')).toHaveProperty('hidden', false));
  };
  field.focus();
  await search();
  fireEvent.keyDown(field, { key: 'Escape' });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(followed).toEqual([]);
  await search();
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(followed).toEqual(['#compare']);
});
