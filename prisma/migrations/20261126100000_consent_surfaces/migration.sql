-- AlterEnum
ALTER TYPE "consent_event_kind" ADD VALUE 'imported_confirmed';
ALTER TYPE "consent_event_kind" ADD VALUE 'imported_unconfirmed';

-- AlterEnum
ALTER TYPE "consent_surface" ADD VALUE 'order_status';
ALTER TYPE "consent_surface" ADD VALUE 'account';
ALTER TYPE "consent_surface" ADD VALUE 'storefront_form';
ALTER TYPE "consent_surface" ADD VALUE 'storefront_page';
ALTER TYPE "consent_surface" ADD VALUE 'staff';
ALTER TYPE "consent_surface" ADD VALUE 'import';

-- AlterEnum
ALTER TYPE "exclusion_source" ADD VALUE 'storefront_page';
ALTER TYPE "exclusion_source" ADD VALUE 'account';

-- AlterTable
ALTER TABLE "consent_request" ADD COLUMN     "asked_by" TEXT,
ADD COLUMN     "asked_how" TEXT,
ADD COLUMN     "asked_note" TEXT,
ADD COLUMN     "confirmed_ip" TEXT,
ADD COLUMN     "confirmed_user_agent" TEXT,
ADD COLUMN     "page" TEXT,
ADD COLUMN     "stated_form" TEXT;

-- AlterTable
ALTER TABLE "consent_wording" ADD COLUMN     "published_by" TEXT NOT NULL DEFAULT 'Twostage';
