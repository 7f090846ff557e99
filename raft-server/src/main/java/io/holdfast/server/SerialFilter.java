package io.holdfast.server;

import java.io.ObjectInputFilter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process deserialises. Ratis tells errors from node to node as serialised Java exceptions and reads them
 * without a filter of its own, so the process must have one; a process can be given one only once.
 */
final class SerialFilter {
    /** Exceptions of Ratis and of the Java library, and nothing else; the start script sets the same. */
    static final String PATTERN = "maxdepth=20;maxbytes=1048576;org.apache.ratis.**;java.lang.*;java.util.*;"
            + "java.util.concurrent.*;java.io.*;java.net.*;java.nio.channels.*;!*";

    private static final Logger LOG = LoggerFactory.getLogger(SerialFilter.class);

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private SerialFilter() {}

    /** Sets the filter, unless the process has one: for a process that is a server and nothing else. */
    static void set() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(PATTERN));
        }
    }

    /**
     * Says loudly, once, that there is none; for a server in somebody else's process, whose own deserialising is not ours to
     * limit. Returns whether there is one.
     */
    static boolean check() {
        if (ObjectInputFilter.Config.getSerialFilter() != null) {
            return true;
        }
        if (WARNED.compareAndSet(false, true)) {
            LOG.warn(
                    "this process deserialises whatever its peers send it: start it with -Djdk.serialFilter=\"{}\"",
                    PATTERN);
        }
        return false;
    }
}
