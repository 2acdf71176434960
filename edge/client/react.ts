// `<CuratorRail>` for React: the element with properties and events as React names them. A server renders the children.
'use client';
import { createElement, type ReactNode, useEffect, useRef } from 'react';
import type { Client, RailId, RailsOptions } from './client.ts';
import type { CuratorRail as Element, Loaded, Selected } from './rail.ts';

export interface CuratorRailProps {
  rail?: RailId;
  /** The id of an item: the rail shows items that are similar to it. */
  similarTo?: string;
  limit?: number;
  heading?: string;
  level?: 1 | 2 | 3 | 4 | 5 | 6;
  href?: string;
  picture?: string;
  sizes?: string;
  loading?: 'lazy' | 'eager';
  impressions?: 'on' | 'off';
  client: Client;
  options?: RailsOptions;
  className?: string;
  /** Shown until the rail has loaded. */
  children?: ReactNode;
  onLoad?(loaded: Loaded): void;
  onError?(error: unknown): void;
  /** @returns false keeps the browser from following the link */
  onSelect?(selected: Selected): unknown;
}

export function CuratorRail({
  client,
  options,
  similarTo,
  className,
  children,
  onLoad,
  onError,
  onSelect,
  ...attributes
}: CuratorRailProps) {
  const element = useRef<Element>(null);
  const heard = useRef({ onLoad, onError, onSelect });
  heard.current = { onLoad, onError, onSelect };
  useEffect(() => {
    const rail = element.current!;
    const ending = new AbortController();
    const hear = (name: string, listener: (event: CustomEvent) => void) =>
      rail.addEventListener(name, listener as EventListener, { signal: ending.signal });
    hear('curator-load', ({ detail }) => heard.current.onLoad?.(detail));
    hear('curator-error', ({ detail }) => heard.current.onError?.(detail));
    hear('curator-select', (event) => {
      if (heard.current.onSelect?.(event.detail) === false) event.preventDefault();
    });
    Object.assign(rail, { client, options: options ?? {} });
    // Elements need a browser, so their code is loaded here, and not where a server imports this file.
    import('./rail.ts').catch((error) => heard.current.onError?.(error));
    return () => ending.abort();
  }, [client, options]);
  return createElement(
    'curator-rail',
    { ref: element, class: className, 'similar-to': similarTo, ...attributes },
    children,
  );
}
