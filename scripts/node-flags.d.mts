/** How Node runs the app. */
export const NODE_FLAGS: readonly string[];
