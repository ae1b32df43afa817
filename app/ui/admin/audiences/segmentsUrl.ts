/** Where the store's segments are listed and asked for. */
export const SEGMENTS_URL = "/app/audiences/segments";
