import { imageUrl } from './image-data';
import { fitInto } from './shrink-image';

describe('an image', () => {
  it.each([
    [4000, 3000, 1568, 1176],
    [1000, 5000, 314, 1568],
    [800, 600, 800, 600],
    [20_000, 1, 1568, 1],
  ])('of %i × %i is sent as %i × %i', (width, height, toWidth, toHeight) =>
    expect(fitInto(width, height)).toEqual({ width: toWidth, height: toHeight }),
  );

  it.each([
    ['/9j/4AAQ', 'image/jpeg'],
    ['iVBORw0KGgo', 'image/png'],
    ['R0lGODdh', 'image/gif'],
    ['UklGRh4', 'image/webp'],
    ['PHN2ZyBvbmxvYWQ', 'image/png'],
  ])('that begins with %s is shown as %s', (data, type) => expect(imageUrl(data)).toBe(`data:${type};base64,${data}`));
});
