-- A campaign's body was one text of markdown; it becomes a list of blocks, and what was written becomes its one text block.
ALTER TABLE "campaign" ALTER COLUMN "body" DROP DEFAULT;
ALTER TABLE "campaign" ALTER COLUMN "body" TYPE JSONB USING
  CASE WHEN btrim("body") = '' THEN '[]'::jsonb
       ELSE jsonb_build_array(jsonb_build_object('id', 'text-1', 'type', 'text', 'markdown', "body")) END;
ALTER TABLE "campaign" ALTER COLUMN "body" SET DEFAULT '[]';

-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "shop_settings" ADD COLUMN     "brand_colour" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "logo_url" TEXT NOT NULL DEFAULT '';
