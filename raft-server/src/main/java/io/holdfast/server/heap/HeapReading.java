package io.holdfast.server.heap;

/**
 * What the Java machine says of its heap at one moment.
 *
 * @param collections how many collections have ended so far
 * @param after bytes in use when the last of them had ended, 0 if there was none
 * @param used bytes in use now, garbage included
 * @param max bytes there may be
 */
record HeapReading(long collections, long after, long used, long max) {}
