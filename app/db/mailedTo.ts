/**
 * Whether a recipient, by table or alias, is of one of some mailboxes, as SQL; `shop` and `keys`, an array of exclusion keys, are SQL as well. Recipients have no index by mailbox, for a million random keys take longer to put into one than the
 * decisions themselves: they are found by the contacts that have these mailboxes, and by those that had them, which triggers keep. The array is made once, so that no plan reads all recipients.
 */
export const mailedTo = (recipient: string, shop: string, keys: string): string =>
  `${recipient}.contact_id = ANY(ARRAY(
     SELECT m.id FROM contact m WHERE m.shop_id = ${shop} AND m.exclusion_key = ANY(${keys})
     UNION SELECT f.contact_id FROM former_mailbox f WHERE f.shop_id = ${shop} AND f.exclusion_key = ANY(${keys})
   )) AND ${recipient}.exclusion_key = ANY(${keys})`;
