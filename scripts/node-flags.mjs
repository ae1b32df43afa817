/**
 * How Node runs the app. The app needs little memory, but left to itself Node lets the garbage of a large send grow to
 * gigabytes before it clears it: 100,000 mails peaked at 2.2 GB without the limit and pass under 220 MB of heap with it.
 * Its garbage is cleared by the thread that made it: handed out to helper threads, as is usual, the same work took a fifth
 * more of the processors of a whole send, and the database had them to wait for.
 */
export const NODE_FLAGS = ["--enable-source-maps", "--max-old-space-size=384", "--single-threaded-gc"];
