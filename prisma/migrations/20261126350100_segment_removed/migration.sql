-- When staff removed a segment they had taken: its members go, and its name stays for versions of audiences that named it.
ALTER TABLE "store_segment" ADD COLUMN "removed_at" TIMESTAMPTZ(3);
