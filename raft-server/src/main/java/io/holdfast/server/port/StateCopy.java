package io.holdfast.server.port;

import io.holdfast.model.Bytes;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.port.LeaseService.Answer;

/**
 * A snapshot that was opened for reading, in the form it has on disk (docs/formats.md). It stays whole while it is open,
 * whatever becomes of the file. One call at a time; none blocks.
 */
public interface StateCopy extends AutoCloseable {
    /** What it is of. */
    SnapshotHeader header();

    /** The revision it holds. */
    long revision();

    /** How large it is. */
    long bytes();

    /**
     * Reads on.
     *
     * @param maxBytes as many, or what is left
     * @param answer hears the next bytes, none at the end; by a thread of the node's that may wait for the disk
     */
    void next(int maxBytes, Answer<Bytes> answer);

    /** Lets go of it; may be called again. */
    @Override
    void close();
}
