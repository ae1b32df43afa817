-- How often single addresses of a batch were set aside: its attempts also count the waits, and thirty of those ended the setting aside.
ALTER TABLE "batch" ADD COLUMN "set_asides" INTEGER NOT NULL DEFAULT 0;
