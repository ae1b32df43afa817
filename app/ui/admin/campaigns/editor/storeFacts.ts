import { createContext, useContext } from "react";

/** What the editor must know of the store to keep a product as it is shown there. */
export interface StoreFacts {
  /** Origin of the storefront. */
  readonly storefrontUrl: string;
  /** ISO 4217 code. */
  readonly currency: string;
}

const Facts = createContext<StoreFacts>({ storefrontUrl: "", currency: "GBP" });

export const StoreFactsProvider = Facts.Provider;

export function useStoreFacts(): StoreFacts {
  return useContext(Facts);
}
