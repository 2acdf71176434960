// What a bundle says about pictures: addresses that all pages can load stay, and other pictures are files of the store.
import { expect, it } from 'vitest';
import { describePictures } from '../../../trainer/pictures/describe.ts';
import { makeStore, motley } from '../embed/support.ts';

it('has the https address or the file, and the size', async () => {
  const data = makeStore('id,image\n', {
    'a.png': await motley(1, 40),
    'b.png': await motley(2, 50),
    'c.png': 'no picture',
  });
  const items = [
    { id: 'a', image: 'https://cdn.example/a.jpg?v=1' },
    { id: 'b', image: 'http://shop.example/b.jpg' },
    { id: 'c', image: 'https://cdn.example/c.jpg' },
    { id: 'd', image: 'https://cdn.example/d.jpg' },
  ];
  expect(Object.fromEntries(await describePictures(data, items))).toEqual({
    a: { image: 'https://cdn.example/a.jpg?v=1', width: 40, height: 40 },
    b: { image: 'b.png', width: 50, height: 50 },
  });
});
