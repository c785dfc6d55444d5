import { newest } from './update-feed.js';

it.each([
  [{ version: '0.4.0' }, { version: '0.4.0' }],
  [
    { tag_name: 'v0.10.0', html_url: 'https://example.org/r' },
    { version: '0.10.0', url: 'https://example.org/r' },
  ],
  [
    [{ tag_name: '0.4.1' }, { tag_name: '0.9.0' }, { tag_name: '0.10.0' }, { tag_name: '0.9.9' }],
    { version: '0.10.0' },
  ],
  [
    [{ tag_name: '1.0.0', prerelease: true }, { tag_name: '1.0.0', draft: true }, { tag_name: '1.0.0-rc.1' }],
    undefined,
  ],
  [{ version: '0.3.0' }, undefined],
  [{ version: '0.2.9' }, undefined],
  [{ version: '0.4.0', url: 'javascript:alert(1)' }, { version: '0.4.0' }],
  [{ version: '<b>9.9.9</b>' }, undefined],
  [[null, 1, 'x', [], { version: 9 }], undefined],
  [null, undefined],
])('%j', (feed, update) => expect(newest(feed, '0.3.0')).toEqual(update));
