/** Most addresses one opt-out page takes at once (P11). */
export const MAX_FURTHER_ADDRESSES = 20;

/** Most addresses taken in all through one opt-out link (P11). */
export const MAX_FURTHER_PER_LINK = 100;
