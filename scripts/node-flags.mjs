/**
 * How Node runs the app. The app needs little memory, but left to itself Node lets the garbage of a large send grow to
 * gigabytes before it clears it: 100,000 mails peaked at 2.2 GB without the limit and pass under 220 MB of heap with it.
 * Its garbage is cleared by the thread that made it: with helper threads, as is usual, a mail took a fifth more of the
 * processor. And it is not looked for in what lives longer before that has grown to 64 MB: from a few megabytes on, as is
 * usual, a send did so ten times, for a twentieth of its time.
 */
export const NODE_FLAGS = [
  "--enable-source-maps",
  "--max-old-space-size=384",
  "--initial-old-space-size=64",
  "--single-threaded-gc",
];
