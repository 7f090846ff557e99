package io.holdfast.server.snapshot;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is no snapshot of this cluster at this place in the log, or a damaged one. The message says which and why. */
public final class InvalidSnapshotException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean newer;

    InvalidSnapshotException(String message, @Nullable Throwable cause) {
        this(message, false, cause);
    }

    InvalidSnapshotException(String message, boolean newer, @Nullable Throwable cause) {
        super(message, cause);
        this.newer = newer;
    }

    /** Whether the file may be good, but was written by a newer release than this one. */
    public boolean isNewer() {
        return newer;
    }
}
