/** How staff who bring no session token are answered: they are led to where one is fetched, whatever they asked for. Single fetch tells the address in a body, a document's request goes there itself. */
export const LED_AWAY = { data: 202, document: 302 } as const;
