package io.holdfast.client.cache;

/** The two clocks by which a proof grows old; a test's own, or the system's. */
interface Clock {
    /** The system's. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };

    /** The monotonic one. */
    long nanos();

    /** The one on the wall, in milliseconds. */
    long wallMillis();
}
