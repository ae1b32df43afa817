-- Which contacts had a mailbox once and have it no more. Recipients are then found by mailbox through the contacts that have or had it, and need no index of mailboxes: their keys are random, and putting a million into one took 2.2 of the 9 seconds in which an audience is stored.
-- First, since it waits for whoever is storing an audience and keeps others waiting: what they store is then either below or from after the triggers.
DROP INDEX "recipient_exclusion_key_idx";

CREATE TABLE "former_mailbox" (
    "shop_id" INTEGER NOT NULL,
    "exclusion_key" BYTEA NOT NULL,
    "contact_id" BIGINT NOT NULL,
    "left_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "former_mailbox_pkey" PRIMARY KEY ("shop_id","exclusion_key","contact_id")
);

-- Kept by the statement that takes a mailbox from a contact, whatever writes: an audience may be being stored from before it, whose recipients nobody can see yet.
CREATE FUNCTION keep_former_mailbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO former_mailbox (shop_id, exclusion_key, contact_id, left_at)
  VALUES (OLD.shop_id, OLD.exclusion_key, OLD.id, now())
  ON CONFLICT (shop_id, exclusion_key, contact_id) DO UPDATE SET left_at = EXCLUDED.left_at;
  RETURN NULL;
END;
$$;

CREATE TRIGGER contact_leaves_mailbox AFTER UPDATE OF exclusion_key ON contact
  FOR EACH ROW WHEN (OLD.exclusion_key IS NOT NULL AND OLD.exclusion_key IS DISTINCT FROM NEW.exclusion_key) EXECUTE FUNCTION keep_former_mailbox();
CREATE TRIGGER contact_goes_from_mailbox AFTER DELETE ON contact
  FOR EACH ROW WHEN (OLD.exclusion_key IS NOT NULL) EXECUTE FUNCTION keep_former_mailbox();

-- Contacts whose mails went to a mailbox that is not theirs now.
INSERT INTO former_mailbox (shop_id, exclusion_key, contact_id, left_at)
SELECT DISTINCT r.shop_id, r.exclusion_key, r.contact_id, now() FROM recipient r
WHERE r.exclusion_key IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM contact c WHERE c.shop_id = r.shop_id AND c.id = r.contact_id AND c.exclusion_key = r.exclusion_key
);
