// Which relay is near: regions as they are configured, and places on the globe.
import { describe, expect, test } from 'vitest';
import { configuredRegions, nearest } from '../../edge/relay/regions.ts';

describe('configured regions', () => {
  test('are a list with spaces, each with a number of relays', () => {
    expect(configuredRegions(' weur enam*3\tapac ')).toEqual([
      { name: 'weur', relays: 1 },
      { name: 'enam', relays: 3 },
      { name: 'apac', relays: 1 },
    ]);
    expect([configuredRegions(), configuredRegions('')]).toEqual([[], []]);
  });
  test.each(['mars', 'weur*0', 'weur*33', 'weur*x', 'weur,enam', 'toString'])('%s is refused', (text) => {
    expect(() => configuredRegions(text)).toThrow(/is no region with relays/);
  });
  test('a region that is there twice is refused', () => {
    expect(() => configuredRegions('weur enam weur*2')).toThrow('weur is there twice');
  });
});

describe('the nearest region', () => {
  const all = configuredRegions('wnam enam sam weur eeur apac oc afr me');
  const places: [string, number, number, string][] = [
    ['Paris', 48.9, 2.3, 'weur'],
    ['Helsinki', 60.2, 24.9, 'eeur'],
    ['Boston', 42.4, -71.1, 'enam'],
    ['Seattle', 47.6, -122.3, 'wnam'],
    ['Tokyo', 35.7, 139.7, 'apac'],
    ['Auckland', -36.8, 174.8, 'oc'],
    // Across the date line it is near, though its longitude is far.
    ['Honolulu', 21.3, -157.9, 'wnam'],
    ['Nairobi', -1.3, 36.8, 'afr'],
    ['Lima', -12, -77, 'sam'],
    ['Mumbai', 19.1, 72.9, 'me'],
  ];
  test.each(places)('%s', (_, latitude, longitude, region) => {
    expect(nearest(all, { latitude: String(latitude), longitude: String(longitude) }).name).toBe(region);
  });
  test('is the nearest that is configured', () => {
    const few = configuredRegions('enam apac');
    expect(nearest(few, { latitude: '-36.8', longitude: '174.8' }).name).toBe('apac');
  });
  test('is the first where the place is unknown', () => {
    const few = configuredRegions('apac enam');
    for (const place of [undefined, {}, { latitude: 'x', longitude: '3' }, { latitude: '3' }])
      expect(nearest(few, place).name).toBe('apac');
  });
});
