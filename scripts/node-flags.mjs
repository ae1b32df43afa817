/**
 * How Node runs the app. The app needs little memory, but left to itself Node lets the garbage of a large send grow to
 * gigabytes before it clears it: 100,000 mails peaked at 2.2 GB without the limit and pass under 220 MB of heap with it.
 * Its garbage is cleared by the thread that made it: with helper threads, as is usual, a mail took a fifth more of the
 * processor.
 */
export const NODE_FLAGS = ["--enable-source-maps", "--max-old-space-size=384", "--single-threaded-gc"];
