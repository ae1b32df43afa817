-- An opt-out that the person took back: as a release where nothing else keeps the address on the list, else as an act of its own, which leaves it there.
ALTER TYPE "exclusion_act" ADD VALUE 'undone';
ALTER TYPE "consent_event_kind" ADD VALUE 'withdrawal_undone';

-- The opt-out that it takes back: the first of those by the same link.
ALTER TABLE "exclusion_event" ADD COLUMN "undoes" BIGINT;
