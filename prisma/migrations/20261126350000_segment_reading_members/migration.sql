-- How many members the take under way has stored: counted page by page, since counting a million at its end kept everybody waiting who writes contacts.
ALTER TABLE "store_segment" ADD COLUMN "reading_members" INTEGER NOT NULL DEFAULT 0;

-- Takes that are in the middle.
UPDATE "store_segment" s SET "reading_members" = (
    SELECT count(*) FROM "store_segment_member" m WHERE m."shop_id" = s."shop_id" AND m."segment_id" = s."id" AND m."take" = s."asked"
) WHERE s."asked" > s."take" AND s."reading_done" > 0;
