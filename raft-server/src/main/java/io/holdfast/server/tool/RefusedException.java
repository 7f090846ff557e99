package io.holdfast.server.tool;

import org.jspecify.annotations.Nullable;

/** What was asked for cannot be done. The message says why, and what to do. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RefusedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    RefusedException(Reason reason, String message) {
        this(reason, message, null);
    }

    Reason reason() {
        return reason;
    }

    /** The kinds of refusals; their names are part of what scripts may rely on. */
    enum Reason {
        /** The words make no sense. */
        USAGE,
        /** The configuration makes no sense. */
        CONFIGURATION,
        /** A file cannot be read at all. */
        FILE_UNREADABLE,
        /** A file is no backup, or not whole, or not as it was written. */
        SNAPSHOT_DAMAGED,
        /** A file was written by a newer release. */
        SNAPSHOT_NEWER,
        /** There is something where the restored directory is to be. */
        DIRECTORY_NOT_EMPTY,
        /** The directory cannot be written. */
        DIRECTORY_UNUSABLE
    }
}
