-- What tells a machine that opens every link from a person: kept for a year, beside the history that is kept for good.
CREATE TABLE "opt_out_trace" (
    "shop_id" INTEGER NOT NULL,
    "event_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "agent" TEXT NOT NULL,
    "seconds" INTEGER,

    CONSTRAINT "opt_out_trace_pkey" PRIMARY KEY ("shop_id", "event_id")
);

CREATE INDEX "opt_out_trace_shop_id_at_idx" ON "opt_out_trace" ("shop_id", "at");
