import { vi } from "vitest";

// What a preflight asks of the world outside, answered as by a world in order: tests of the database reach nothing beyond it.
vi.mock("~/integrations/web/reach", () => ({
  reach: vi.fn(() => Promise.resolve("reached")),
  isClosedStore: () => Promise.resolve(false),
}));
vi.mock("~/integrations/web/dmarc", () => ({ lookUpDmarc: () => Promise.resolve("published") }));
vi.mock("~/services/shops/senderDomain", () => ({ readSenderDomain: () => Promise.resolve("authenticated") }));
