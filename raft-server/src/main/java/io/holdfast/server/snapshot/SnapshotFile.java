package io.holdfast.server.snapshot;

import java.nio.file.Path;

/**
 * A snapshot on this disk that was read whole and found good.
 *
 * @param path where it is
 * @param name the place in the log it stands for
 * @param bytes how large it is
 * @param wallMillis when it was written, by the writer's wall clock
 * @param md5 the MD5 of its bytes, 32 hexadecimal digits: what Ratis compares after sending it
 */
public record SnapshotFile(Path path, SnapshotName name, long bytes, long wallMillis, String md5) {
    /** The index of the last entry in it. */
    public long index() {
        return name.index();
    }

    /** The term of the last entry in it. */
    public long term() {
        return name.term();
    }
}
